// An echo server with POSIX AIO: it asks for a read or a write, goes on, and
// is notified when somebody has done it: by a signal, or in a thread made for
// that. Who has done it is a thread, too: glibc makes them, one for each
// descriptor with a request, and each sleeps in a blocking call.

#include <aio.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"
#include "programs/echo_aio/notifications.h"

namespace oneloop {
namespace {

// #region client
struct Client {
  explicit Client(Fd fd) : socket(std::move(fd)) {}

  Fd socket;
  std::array<char, 16 * 1024> buffer;  // not ours while a request is pending
  std::size_t received = 0;
  std::size_t sent = 0;  // less than received: the request is a write
  // All zero, since glibc looks at every field; its address is its name.
  std::unique_ptr<aiocb> request = std::make_unique<aiocb>();
};
// #endregion client

class EchoServer {
 public:
  EchoServer(const ServerOptions& options, Notify notify, int threads)
      : notify_(notify),
        listener_(listenOn(options.address(), Blocking::kNo)),
        notifications_(openNotifications()) {
    aioinit limits{};
    limits.aio_threads = threads;  // without it: 20
    limits.aio_num = threads;
    ::aio_init(&limits);
    // aio_write has no MSG_NOSIGNAL.
    check("sigaction", std::signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0);
    announce(listener_);
  }

  // #region serve
  void serve() {
    while (!stopping_ || !clients_.empty()) {
      std::array<pollfd, 3> watched{
          {{notifications_.get(), POLLIN, 0},
           {accepting_ && !stopping_ ? listener_.get() : -1, POLLIN, 0},
           {stopping_ ? -1 : stop_.fd(), POLLIN, 0}}};
      const int n = ::poll(watched.data(), watched.size(), kLookAgainMs);
      if (n < 0 && (errno == EINTR || errno == ENOMEM)) continue;
      check("poll", n);
      if (n == 0) lookAgain();
      if (watched[0].revents != 0) takeNotifications();
      if (watched[1].revents != 0) acceptClient();
      if (watched[2].revents != 0) stop();  // last: it is for all clients
    }
  }
  // #endregion serve

 private:
  void takeNotifications() {
    int socket = -1;
    while (::read(notifications_.get(), &socket, sizeof socket) > 0) {
      step(socket);
    }
  }

  // A notification is lost when the queue of signals is full, or when there is
  // no thread to be had for it. The result is not.
  void lookAgain() {
    accepting_ = true;
    std::vector<int> sockets;
    for (const auto& [socket, client] : clients_) sockets.push_back(socket);
    for (const int socket : sockets) step(socket);
  }

  // A started request cannot be cancelled. But a socket that is shut down ends
  // it; then the client leaves as usual.
  void stop() {
    stopping_ = true;
    for (const auto& [socket, client] : clients_) ::shutdown(socket, SHUT_RDWR);
  }

  void acceptClient() {
    Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      const int fd = socket.get();
      submit(clients_.try_emplace(fd, std::move(socket)).first->second);
      return;
    }
    const AcceptFailure failure = classifyAcceptError(errno);
    if (failure == AcceptFailure::kFatal) throwErrno("accept4");
    if (failure == AcceptFailure::kOutOfResources) {
      logErrno("accept4");
      accepting_ = false;  // until a client leaves, or for a second
    }
  }

  // #region step
  void submit(Client& client) {
    const bool isWrite = client.sent < client.received;
    aiocb& request = *client.request;
    request = {};
    request.aio_fildes = client.socket.get();
    request.aio_buf = client.buffer.data() + client.sent;
    request.aio_nbytes =
        isWrite ? client.received - client.sent : client.buffer.size();
    request.aio_sigevent = notification(notify_, client.socket.get());
    const int result = isWrite ? ::aio_write(&request) : ::aio_read(&request);
    if (result < 0) lose(client, isWrite ? "aio_write" : "aio_read", errno);
  }

  void step(int socket) {
    const auto it = clients_.find(socket);
    if (it == clients_.end()) return;  // told late: the client has left
    Client& client = it->second;
    const int error = ::aio_error(client.request.get());
    if (error == EINPROGRESS) return;  // told late, of an earlier request
    const auto n = static_cast<std::size_t>(::aio_return(client.request.get()));
    const bool wasWrite = client.sent < client.received;
    if (error != 0) return lose(client, wasWrite ? "write" : "read", error);
    if (wasWrite) {
      client.sent += n;  // perhaps a part only: the rest is the next request
    } else {
      if (n == 0) return lose(client, "read", 0);
      client.received = n;
      client.sent = 0;
    }
    if (client.sent == client.received) client.sent = client.received = 0;
    submit(client);
  }
  // #endregion step

  void lose(Client& client, const char* call, int error) {
    errno = error;
    if (error != 0 && error != ECONNRESET && error != EPIPE) logErrno(call);
    clients_.erase(client.socket.get());
    accepting_ = true;  // its descriptor is free
  }

  static constexpr int kLookAgainMs = 1'000;

  const Notify notify_;
  const StopSignal stop_;
  const Fd listener_;
  const Fd notifications_;  // the end of the pipe to read from
  std::unordered_map<int, Client> clients_;
  bool accepting_ = true;
  bool stopping_ = false;
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  using oneloop::Notify;
  oneloop::CommandLine line("An echo server with POSIX AIO.");
  std::string notify = "signal";
  line.choice("--completion", notify, {"signal", "thread"},
              "how it is told that a request is done");
  std::string threads = "2000";
  line.choice("--threads", threads, {"20", "2000"},
              "how many glibc may make for the requests; its own limit is 20");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    const Notify chosen =
        notify == "thread" ? Notify::kThread : Notify::kSignal;
    oneloop::EchoServer(options, chosen, std::stoi(threads)).serve();
  });
}
