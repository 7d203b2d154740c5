// An echo server in non-blocking calls: no call waits, so one thread serves
// every client. It asks each of them, again and again, whether there is
// something to do. The answer is nearly always EAGAIN: "not now".

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <list>
#include <string>
#include <utility>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"

namespace oneloop {
namespace {

// What the busy loop costs: printed when the server stops.
struct Count {
  std::uint64_t calls = 0;
  std::uint64_t again = 0;  // of these, the calls that found nothing to do
};

// #region nonblocking
// One way to make a socket non-blocking, for a socket that exists. The others
// need no call of their own: socket(..., type | SOCK_NONBLOCK) and accept4.
void setNonBlocking(int fd) {
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}
// #endregion nonblocking

// #region client
struct Client {
  Fd socket;
  std::string unsent;  // received, but the peer has not taken it back yet
};

// Sends what it can of `bytes`, and keeps the rest for the next round.
// Returns false when the client is gone.
bool sendSome(Client& client, std::string bytes, Count& count) {
  ++count.calls;
  const ssize_t n =
      ::send(client.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) {
    client.unsent = bytes.substr(static_cast<std::size_t>(n));
    return true;
  }
  const int error = errno;
  client.unsent = std::move(bytes);
  if (error == EINTR) return true;
  if (error != EAGAIN) return false;
  ++count.again;  // the peer does not read, and the kernel's buffers are full
  return true;
}

// One turn for one client. Returns false when the client is gone.
bool serveOnce(Client& client, Count& count) {
  // While bytes wait to be sent, no more are read: a peer that never reads
  // cannot make us store more than one buffer for it.
  if (!client.unsent.empty()) {
    return sendSome(client, std::exchange(client.unsent, {}), count);
  }
  std::array<char, 64 * 1024> buffer;
  ++count.calls;
  const ssize_t n =
      ::recv(client.socket.get(), buffer.data(), buffer.size(), 0);
  if (n > 0) {
    return sendSome(client, {buffer.data(), static_cast<std::size_t>(n)},
                    count);
  }
  if (n == 0) return false;  // the peer has closed its sending half
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  ++count.again;  // nothing has arrived
  return true;
}
// #endregion client

// #region accept
// Accepts a client if one waits. Out of descriptors, it stops asking for a
// moment, but goes on serving.
class PausingAcceptor {
 public:
  explicit PausingAcceptor(const Fd& listener) : listener_(listener) {}

  Fd acceptOne(Count& count) {
    if (Clock::now() < pausedUntil_) return Fd();
    ++count.calls;
    // accept4 makes the new socket non-blocking; with plain accept it would
    // block, whatever the listener does.
    Fd client(::accept4(listener_.get(), nullptr, nullptr,
                        SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (client) return client;
    switch (classifyAcceptError(errno)) {
      case AcceptFailure::kNobodyWaits:
        ++count.again;
        break;
      case AcceptFailure::kTryAgain:
        break;
      case AcceptFailure::kOutOfResources:
        logErrno("accept4");
        pausedUntil_ = Clock::now() + kAcceptPause;
        break;
      case AcceptFailure::kFatal:
        throwErrno("accept4");
    }
    return Fd();
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Fd& listener_;
  Clock::time_point pausedUntil_;
};
// #endregion accept

// #region serve
void serve(const ServerOptions& options) {
  const StopSignal stop;
  const Fd listener = listenOn(options.address(), Blocking::kYes);
  // In two steps, to show fcntl; chapter 03 does it in one.
  setNonBlocking(listener.get());
  announce(listener);

  PausingAcceptor acceptor(listener);
  std::list<Client> clients;
  Count count;
  while (!stop.requested()) {
    while (Fd socket = acceptor.acceptOne(count)) {
      clients.push_back({std::move(socket), {}});
    }
    clients.remove_if(
        [&count](Client& client) { return !serveOnce(client, count); });
  }
  fmt::print("{} system calls, {} of them answered EAGAIN\n", count.calls,
             count.again);
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that asks and never waits.");
  return line.run(argc, argv, oneloop::serve);
}
