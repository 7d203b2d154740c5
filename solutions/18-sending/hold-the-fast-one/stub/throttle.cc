#include "exercises/18-sending/hold-the-fast-one/throttle.h"

namespace oneloop {

void throttle(const TcpConnectionPtr& fast, const TcpConnectionPtr& slow,
              std::size_t mark) {
  // TODO: stop reading from `fast` at the mark, and start again.
  static_cast<void>(fast);
  slow->setHighWaterMarkCallback([](const TcpConnectionPtr&, std::size_t) {},
                                 mark);
}

}  // namespace oneloop
