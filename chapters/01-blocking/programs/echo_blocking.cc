// An echo server in blocking calls: the four steps of every TCP server, and
// what they cost. While it waits for one client, it can do nothing else: the
// second client connects, sends, and waits until the first has left.

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/log.h"

namespace oneloop {
namespace {

// #region listen
// The first three steps. Nothing waits here.
Fd openListener(const SocketAddress& address) {
  // 1. A socket: one end of a conversation that does not exist yet.
  Fd listener(check("socket", ::socket(address.family(), SOCK_STREAM, 0)));

  // Without this, a restarted server would have to wait a minute for the old
  // connections that are in TIME_WAIT.
  const int on = 1;
  check("setsockopt SO_REUSEADDR",
        ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));

  // 2. A name for it: the address and port that clients connect to.
  const std::string name = address.toString();
  check("bind", ::bind(listener.get(), address.get(), address.size()), name);

  // 3. From now on the kernel answers the door: it completes handshakes and
  // queues the new connections, whether or not we accept them.
  check("listen", ::listen(listener.get(), SOMAXCONN), name);
  return listener;
}
// #endregion listen

// #region echo
// A send may take fewer bytes than it was given: go on with the rest.
bool sendAll(int client, std::string_view bytes) {
  while (!bytes.empty()) {
    // Blocks while the peer does not read. MSG_NOSIGNAL: without it, sending
    // to a peer that is gone ends the whole program with SIGPIPE.
    const ssize_t n = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Talks to one client until it has said all it wants to say.
void echo(int client) {
  std::array<char, 64 * 1024> buffer;
  for (;;) {
    // Blocks until a byte arrives. It returns what is there, which may be
    // half a message or three: TCP is a stream and knows no messages.
    const ssize_t n = ::recv(client, buffer.data(), buffer.size(), 0);
    if (n == 0) return;  // the peer has closed its sending half
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return logErrno("recv");
    if (!sendAll(client, {buffer.data(), static_cast<std::size_t>(n)})) {
      return logErrno("send");
    }
  }
}
// #endregion echo

// #region serve
void serve(const ServerOptions& options) {
  StopSignal stop;
  const Fd listener = openListener(options.address());
  stop.shutDown(StopSignal::Role::kListener, listener.get());
  fmt::print("listening on {}\n",
             SocketAddress::localOf(listener.get()).toString());
  std::fflush(stdout);

  while (!stop.requested()) {
    // 4. Take the first connection of the queue. Blocks while it is empty.
    const Fd client(::accept(listener.get(), nullptr, nullptr));
    if (client) {
      stop.shutDown(StopSignal::Role::kClient, client.get());
      echo(client.get());
      stop.shutDown(StopSignal::Role::kClient, -1);
    } else if (!stop.requested()) {
      // This client is gone, or we are out of descriptors; the next accept may
      // succeed.
      recoverFromFailedAccept(errno);
    }
  }
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that serves one client at a time.");
  return line.run(argc, argv, oneloop::serve);
}
