#include "exercises/17-tcp-connection/hold-each-other/pair.h"

#include <any>

namespace oneloop {

void introduce(const TcpConnectionPtr& a, const TcpConnectionPtr& b) {
  a->setContext(b);
  b->setContext(a);
}

TcpConnectionPtr otherOf(const TcpConnectionPtr& one) {
  const auto* const other = std::any_cast<TcpConnectionPtr>(&one->getContext());
  return other == nullptr ? nullptr : *other;
}

}  // namespace oneloop
