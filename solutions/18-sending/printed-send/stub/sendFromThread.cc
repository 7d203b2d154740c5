#include "exercises/18-sending/printed-send/sendFromThread.h"

#include "oneloop/EventLoop.h"

namespace oneloop {

void sendFromThread(const TcpConnectionPtr& connection,
                    const std::string& bytes) {
  connection->getLoop()->runInLoop(
      [to = connection.get(), data = bytes.c_str(), size = bytes.size()] {
        to->send(data, size);
      });
}

}  // namespace oneloop
