#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/epoll.h>

#include <cerrno>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "common/accept.h"
#include "common/check.h"
#include "common/testing/Epoll.h"
#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/05-epoll/re-arm/rearm.h"

namespace oneloop::testing {
namespace {

class Server {
 public:
  explicit Server(int listener) : listener_(listener) {
    add(listener, EPOLLIN);
  }

  void step() {
    epoll_event event{};
    const int n = ::epoll_wait(epoll_.get(), &event, 1, -1);
    if (n < 0 && errno == EINTR) return;
    check("epoll_wait", n);
    if (event.data.fd == listener_) {
      std::ignore = acceptAll(listener_, [this](Fd socket) {
        const int fd = socket.get();
        add(fd, EPOLLIN | EPOLLONESHOT);
        clients_.emplace(fd, EchoConnection(std::move(socket)));
      });
      return;
    }
    EchoConnection& client = clients_.at(event.data.fd);
    if (client.step() == EchoConnection::Progress::kClosed) {
      clients_.erase(event.data.fd);
    } else {
      rearm(epoll_.get(), client);
    }
  }

 private:
  void add(int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    check("epoll_ctl", ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event));
  }

  const int listener_;
  const Fd epoll_{check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))};
  std::unordered_map<int, EchoConnection> clients_;
};

void serve(int listener) {
  Server server(listener);
  for (;;) server.step();
}

TEST_CASE("a client can speak a second time") {
  ServerChild server(serve);
  server.face([&] {
    Client client = server.connect();
    client.expectEcho("hello");
    client.expectEcho("good morning");
    server.expectAsleepIn("epoll_wait");
  });
}

TEST_CASE("a client that speaks before it is armed again is heard") {
  ServerChild server(serve);
  server.face([&] {
    Client client = server.connect();
    client.send("one");
    client.send("two");
    client.send("three");
    CHECK(client.receive(11) == "onetwothree");
    client.halfClose();
    client.expectEnd();
  });
}

TEST_CASE("a client is reported once each time it is armed") {
  Connection ends = localPair();
  setNonBlocking(ends.server.get());
  const EchoConnection client(std::move(ends.server));
  Epoll epoll;
  REQUIRE(epoll.add(client.fd(), EPOLLIN | EPOLLONESHOT) == 0);
  steps::add("client", "sends \"hello\"; nobody reads it");
  sendAll(ends.client.get(), "hello");
  steps::add("epoll_wait", fmt::format("returns {}", epoll.ready().size()));

  rearm(epoll.fd(), client);
  const std::size_t first = epoll.ready().size();
  steps::add("rearm", "is called once");
  steps::add("epoll_wait", fmt::format("returns {}", first));
  if (first != 1) throw Failure("rearm", "what was there is not reported");
  steps::add("client", "sends \"again\"");
  sendAll(ends.client.get(), "again");
  const std::size_t second = epoll.ready().size();
  steps::add("epoll_wait", fmt::format("returns {}", second));
  if (second != 0) {
    throw Failure("rearm",
                  "armed the client for more than one report: a second thread "
                  "would serve it at the same time");
  }
}

TEST_CASE("a client that reads late receives everything") {
  ServerChild server(serve);
  server.face([&] {
    Client slow = server.connect();
    const std::size_t sent = server.sendUntilStuck(slow, "epoll_wait");
    slow.receive(sent);
    slow.expectEcho("thank you");
  });
}

}  // namespace
}  // namespace oneloop::testing
