#include "exercises/18-sending/hold-the-fast-one/throttle.h"

#include <memory>

namespace oneloop {

void throttle(const TcpConnectionPtr& fast, const TcpConnectionPtr& slow,
              std::size_t mark) {
  const std::weak_ptr<TcpConnection> weak = fast;
  slow->setHighWaterMarkCallback(
      [weak](const TcpConnectionPtr&, std::size_t) {
        if (const TcpConnectionPtr it = weak.lock()) it->stopRead();
      },
      mark);
  slow->setWriteCompleteCallback([weak](const TcpConnectionPtr&) {
    if (const TcpConnectionPtr it = weak.lock()) it->startRead();
  });
}

}  // namespace oneloop
