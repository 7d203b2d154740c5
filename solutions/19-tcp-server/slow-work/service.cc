#include "exercises/19-tcp-server/slow-work/service.h"

#include <utility>

#include "oneloop/Buffer.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/ThreadPool.h"

namespace oneloop {

void onMessage(ThreadPool& workers, const SlowFunction& slow,
               const TcpConnectionPtr& connection, Buffer* buffer) {
  while (const char* const end = buffer->findEOL()) {
    std::string line(buffer->peek(), end);
    buffer->retrieveUntil(end + 1);
    workers.run([&slow, connection, line = std::move(line)] {
      connection->send(slow(line) + "\n");
    });
  }
}

}  // namespace oneloop
