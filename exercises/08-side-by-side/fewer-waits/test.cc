#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <deque>
#include <functional>
#include <string>

#include "common/check.h"
#include "common/listenOn.h"
#include "common/testing/Answer.h"
#include "common/testing/Child.h"
#include "common/testing/Client.h"
#include "common/testing/Needs.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/strace.h"
#include "exercises/08-side-by-side/fewer-waits/serve.h"
#include "tools/compare/CallLog.h"

namespace oneloop::testing {
namespace {

const Needs trace(straceMissing);

constexpr std::size_t kClients = 50;
constexpr std::chrono::milliseconds kPatience{5'000};

// What serve was at first.
void serveOneByOne(int listener) {
  const int epoll = check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC));
  const auto watch = [epoll](int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    check("epoll_ctl", ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
  };
  watch(listener);
  for (epoll_event event;;) {
    if (::epoll_wait(epoll, &event, 1, -1) != 1) continue;
    const int fd = event.data.fd;
    std::array<char, 4096> bytes;
    if (fd == listener) {
      watch(check("accept4", ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK)));
    } else if (const auto n = ::recv(fd, bytes.data(), bytes.size(), 0);
               n > 0) {
      ::send(fd, bytes.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL);
    }
  }
}

double callsAMessage(const std::string& who,
                     const std::function<void(int)>& serve) {
  const Fd listener = listenOn({"127.0.0.1", 0}, Blocking::kNo);
  Child server([&] {
    serve(listener.get());
    return 0;
  });
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(SocketAddress::localOf(listener.get()),
                         fmt::format("client {}", i), kPatience);
    clients.back().expectEcho("hello");
  }
  steps::clear();
  procfs::waitUntilAsleepIn(server.pid(), {"epoll_wait", "epoll_pwait"},
                            kPatience);
  compare::Strace strace(server.pid());
  server.signal(SIGSTOP);
  for (Client& client : clients) client.send("ready");
  server.signal(SIGCONT);
  for (Client& client : clients) client.receive(5);
  steps::clear();
  const auto log = strace.finish();
  const double calls =
      static_cast<double>(log.calls) / static_cast<double>(kClients);
  tellMeasured(fmt::format("{}: {} calls for {} messages, {:.2f} each", who,
                           log.calls, kClients, calls));
  return calls;
}

TEST_CASE("part 1: the calls of a server that takes one event a wait") {
  compareNumber("kCallsAtFirst", kCallsAtFirst,
                callsAMessage("one event a wait", serveOneByOne), 1.05);
}

TEST_CASE("part 2: fifty messages share a wait") {
  const double calls = callsAMessage("your server", serve);
  if (calls > 2.2) {
    throw Failure(
        "your server",
        fmt::format("takes {:.2f} calls a message; the limit is 2.2", calls));
  }
}

}  // namespace
}  // namespace oneloop::testing
