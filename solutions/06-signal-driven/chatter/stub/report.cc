#include "exercises/06-signal-driven/chatter/report.h"

#include <sys/socket.h>

#include "common/check.h"
#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. What the judge counted.
const double kSignals = kDontKnowNumber;
const double kEvents = kDontKnowNumber;

// 2. One signal is enough.
void sendReport(int socket, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::string text = line + '\n';
    check("send", ::send(socket, text.data(), text.size(), MSG_NOSIGNAL));
  }
}

}  // namespace oneloop
