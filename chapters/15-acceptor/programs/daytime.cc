// The daytime protocol, RFC 867: whoever connects is told the time, and that
// is all. So it needs nothing but an Acceptor.

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <cstdio>
#include <ctime>
#include <string>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"

namespace oneloop {
namespace {

// #region serve
void tellTime(Fd client, const InetAddress&) {
  const std::string now = fmt::format("{:%A, %B %d, %Y %H:%M:%S}-UTC\r\n",
                                      fmt::gmtime(std::time(nullptr)));
  // The buffer of a new socket is empty, so there is room for one line. If the
  // client has gone, nobody misses it.
  ::send(client.get(), now.data(), now.size(), MSG_NOSIGNAL);
}

void serve(const ServerOptions& options) {
  const StopSignal stop;
  EventLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();

  Acceptor acceptor(&loop, InetAddress(options.host, options.port), false);
  acceptor.setNewConnectionCallback(tellTime);
  acceptor.listen();
  fmt::print("listening on {}\n", acceptor.address().toIpPort());
  std::fflush(stdout);
  loop.loop();
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("Tells the time to whoever connects.");
  return line.run(argc, argv, oneloop::serve);
}
