#include "exercises/18-sending/forty-milliseconds/reply.h"

#include <string>

namespace oneloop {

// 1. What the judge measured.
const double kMilliseconds = 41;

// 2.
void reply(const TcpConnectionPtr& connection, std::string_view body) {
  Buffer buffer;
  buffer.append("200 ");
  buffer.append(std::to_string(body.size()));
  buffer.append("\n");
  buffer.append(body);
  connection->send(&buffer);
}

}  // namespace oneloop
