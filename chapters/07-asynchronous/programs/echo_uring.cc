// An echo server that waits for completions, not for readiness: it hands each
// accept, recv and send to io_uring, and hears when the kernel has done it.
// With --multishot, one accept and one recv per client complete many times: see
// echo_uring/multishot.cc.

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/Ring.h"
#include "common/StopSignal.h"
#include "common/log.h"
#include "programs/echo_uring/ClientQueue.h"
#include "programs/echo_uring/multishot.h"
#include "programs/echo_uring/operations.h"

namespace oneloop {
namespace {

// #region client
// A client waits for one thing at a time, as before. But its buffer must be
// there before the bytes are: each silent client keeps one.
struct Client {
  explicit Client(Fd fd) : socket(std::move(fd)) {}

  Fd socket;
  std::array<char, 16 * 1024> buffer;  // the kernel's, not initialised
  std::size_t received = 0;
  std::size_t sent = 0;
};
// #endregion client

class EchoServer {
 public:
  EchoServer(const ServerOptions& options, bool show)
      : queue_(options, ClientQueue::Accept::kOnce), ring_(kEntries) {
    if (show) ring_.show(nameOf);
    queue_.start(ring_, stop_);
  }

  // #region serve
  void serve() {
    while (!stop_.requested()) {
      ring_.submitAndWait(1);
      while (const auto done = ring_.take()) handle(*done);
    }
  }

 private:
  void handle(const Completion& done) {
    switch (operationOf(done)) {
      case Operation::kAccept:
        if (Fd socket = queue_.accepted(ring_, done)) {
          const int fd = socket.get();
          receive(clients_.try_emplace(fd, std::move(socket)).first->second);
        }
        return;
      case Operation::kReceive:
        return received(clients_.at(descriptorOf(done)), done.result);
      case Operation::kSend:
        return sent(clients_.at(descriptorOf(done)), done.result);
      case Operation::kPause:
        return queue_.resume(ring_);
      default:  // the stop signal: the loop sees it
        return;
    }
  }
  // #endregion serve

  // #region client-steps
  void receive(Client& client) {
    const int fd = client.socket.get();
    ::io_uring_prep_recv(ring_.entry(dataOf(Operation::kReceive, fd)), fd,
                         client.buffer.data(), client.buffer.size(), 0);
  }

  void received(Client& client, int result) {
    if (result == -EINTR) return receive(client);
    if (result <= 0) return lose(client, "recv", result);
    client.received = static_cast<std::size_t>(result);
    client.sent = 0;
    send(client);
  }

  void send(Client& client) {
    const int fd = client.socket.get();
    ::io_uring_prep_send(ring_.entry(dataOf(Operation::kSend, fd)), fd,
                         client.buffer.data() + client.sent,
                         client.received - client.sent, MSG_NOSIGNAL);
  }

  // A completion may be short, as a call may: the rest is submitted again.
  void sent(Client& client, int result) {
    if (result == -EINTR) return send(client);
    if (result < 0) return lose(client, "send", result);
    client.sent += static_cast<std::size_t>(result);
    client.sent < client.received ? send(client) : receive(client);
  }
  // #endregion client-steps

  // Its only operation has completed: the buffer is ours again.
  void lose(Client& client, const char* call, int result) {
    errno = -result;
    if (errno != 0 && errno != ECONNRESET && errno != EPIPE) logErrno(call);
    clients_.erase(client.socket.get());
    queue_.resume(ring_);  // its descriptor is free
  }

  static constexpr unsigned kEntries = 256;

  const StopSignal stop_;
  std::unordered_map<int, Client> clients_;
  ClientQueue queue_;
  Ring ring_;  // destroyed first: then nothing here is the kernel's any more
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that waits for completions.");
  bool multishot = false;
  line.flag("--multishot", multishot,
            "one accept and one recv per client that complete many times");
  bool show = false;
  line.flag("--show", show, "print each operation and each completion");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    if (multishot) return oneloop::serveMultishot(options, show);
    oneloop::EchoServer(options, show).serve();
  });
}
