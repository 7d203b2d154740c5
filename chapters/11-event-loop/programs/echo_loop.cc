// The echo server of chapter 09 on the library's own loop. Nothing of the
// waiting is left in the program.

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "programs/EchoService.h"

namespace oneloop {
namespace {

// #region serve
void serve(const ServerOptions& options) {
  const StopSignal stop;
  EventLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();
  EchoService service(&loop, options);
  loop.loop();
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server on an EventLoop.");
  return line.run(argc, argv, oneloop::serve);
}
