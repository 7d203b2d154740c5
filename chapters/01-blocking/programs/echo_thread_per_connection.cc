// The same blocking calls, one thread a client: nobody waits for anybody else.
// The price is a thread a client, most of them asleep in recv.

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>
#include <thread>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/listenOn.h"
#include "common/log.h"

namespace oneloop {
namespace {

// #region echo
// As in echo_blocking, in one loop: receive something, send all of it.
void echo(int client) {
  std::array<char, 64 * 1024> buffer;
  std::string_view unsent;
  for (;;) {
    const ssize_t n =
        unsent.empty()
            ? ::recv(client, buffer.data(), buffer.size(), 0)
            : ::send(client, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return logErrno(unsent.empty() ? "recv" : "send");
    if (unsent.empty() && n == 0) return;
    if (unsent.empty()) {
      unsent = {buffer.data(), static_cast<std::size_t>(n)};
    } else {
      unsent.remove_prefix(static_cast<std::size_t>(n));
    }
  }
}
// #endregion echo

// #region clients
// The clients being served, each by a thread of its own.
class Clients {
 public:
  // Disconnects the clients that are left and waits for their threads.
  ~Clients() {
    std::unique_lock lock(mutex_);
    for (const int client : sockets_) ::shutdown(client, SHUT_RDWR);
    allLeft_.wait(lock, [this] { return sockets_.empty(); });
  }

  // Throws std::system_error if the system refuses another thread.
  void add(Fd client) {
    const int socket = client.get();
    {
      const std::lock_guard lock(mutex_);
      sockets_.insert(socket);
    }
    try {
      std::thread([this, client = std::move(client)]() mutable {
        echo(client.get());
        remove(std::move(client));
      }).detach();
    } catch (const std::system_error&) {
      const std::lock_guard lock(mutex_);
      sockets_.erase(socket);  // it was closed with the thread's lambda
      throw;
    }
  }

 private:
  // Closes the client's socket while nobody else can look: once it is closed,
  // a new client may get its number, and ~Clients must not shut that one down.
  void remove(Fd client) {
    const std::lock_guard lock(mutex_);
    sockets_.erase(client.get());
    client.reset();
    allLeft_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable allLeft_;
  std::set<int> sockets_;
};
// #endregion clients

// #region serve
void serve(const ServerOptions& options) {
  StopSignal stop;
  Clients clients;
  const Fd listener = listenOn(options.address(), Blocking::kYes);
  stop.shutDown(StopSignal::Role::kListener, listener.get());
  announce(listener);

  while (!stop.requested()) {
    Fd client(::accept(listener.get(), nullptr, nullptr));
    if (!client) {
      if (!stop.requested()) recoverFromFailedAccept(errno);
      continue;
    }
    try {
      clients.add(std::move(client));
    } catch (const std::system_error& error) {
      log(error.what());  // this client is refused, the others go on
    }
  }
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server with one thread for each client.");
  return line.run(argc, argv, oneloop::serve);
}
