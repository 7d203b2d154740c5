#include "exercises/18-sending/printed-send/sendFromThread.h"

#include "oneloop/EventLoop.h"

namespace oneloop {

void sendFromThread(const TcpConnectionPtr& connection,
                    const std::string& bytes) {
  connection->getLoop()->runInLoop(
      [connection, bytes] { connection->send(bytes); });
}

}  // namespace oneloop
