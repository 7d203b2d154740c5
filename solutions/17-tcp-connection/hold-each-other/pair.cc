#include "exercises/17-tcp-connection/hold-each-other/pair.h"

#include <any>
#include <memory>

namespace oneloop {
namespace {

using Weak = std::weak_ptr<TcpConnection>;

}  // namespace

void introduce(const TcpConnectionPtr& a, const TcpConnectionPtr& b) {
  a->setContext(Weak(b));
  b->setContext(Weak(a));
}

TcpConnectionPtr otherOf(const TcpConnectionPtr& one) {
  const auto* const other = std::any_cast<Weak>(&one->getContext());
  return other == nullptr ? nullptr : other->lock();
}

}  // namespace oneloop
