#include "exercises/06-signal-driven/chatter/report.h"

#include <sys/socket.h>

#include "common/check.h"

namespace oneloop {

// What the judge counted.
const double kSignals = 20;
const double kEvents = 1;

void sendReport(int socket, const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + '\n';
  check("send", ::send(socket, all.data(), all.size(), MSG_NOSIGNAL));
}

}  // namespace oneloop
