#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/socket.h>

#include <string>
#include <utility>

#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/05-epoll/ghost/watcher.h"

namespace oneloop::testing {
namespace {

// A client whose server socket is watched.
struct Client {
  Fd end;
  int watched;
};

Client connectTo(Watcher& watcher, const std::string& name) {
  Connection ends = localPair();
  const int fd = ends.server.get();
  steps::add(name, fmt::format("connects; the loop watches descriptor {}", fd));
  watcher.add(std::move(ends.server));
  return {std::move(ends.client), fd};
}

// Whether anybody is left to take it is the test's question.
void send(const Client& client, const std::string& name) {
  steps::add(name, "sends 5 bytes");
  ::send(client.end.get(), "hello", 5, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// What the watcher reports, as "5, 7".
std::string reported(const Watcher& watcher) {
  std::string text = fmt::format("{}", fmt::join(watcher.readable(), ", "));
  steps::add("the loop", "is told that readable are: " + text);
  return text;
}

TEST_CASE("a watched socket is reported") {
  Watcher watcher;
  const Client client = connectTo(watcher, "client A");
  CHECK(reported(watcher) == "");
  send(client, "client A");
  CHECK(reported(watcher) == std::to_string(client.watched));
}

TEST_CASE("a removed socket is closed") {
  Watcher watcher;
  const Client client = connectTo(watcher, "client A");
  watcher.remove(client.watched);
  CHECK(::fcntl(client.watched, F_GETFD) == -1);
  char byte = 0;
  CHECK(outcome(::recv(client.end.get(), &byte, 1, MSG_DONTWAIT)) == "0");
}

TEST_CASE("a removed socket is silent though a duplicate lives on") {
  Watcher watcher;
  Client a = connectTo(watcher, "client A");
  const Fd logs(::fcntl(a.watched, F_DUPFD_CLOEXEC, a.watched + 10));
  steps::add("log thread",
             fmt::format("holds a duplicate, descriptor {}", logs.get()));
  watcher.remove(a.watched);
  steps::add("the loop", fmt::format("removes descriptor {}", a.watched));
  send(a, "client A");
  if (const std::string fds = reported(watcher); !fds.empty()) {
    throw Failure("the loop",
                  "descriptor " + fds + " is reported, though it is closed");
  }
  // Who has asked for no events still gets this one, unasked.
  a.end.reset();
  steps::add("client A", "closes its socket");
  if (const std::string fds = reported(watcher); !fds.empty()) {
    throw Failure("the loop", "the end of descriptor " + fds +
                                  " is reported, though it is closed: it is "
                                  "still in the list");
  }
}

TEST_CASE("who gets the number of a removed socket is not mistaken for it") {
  Watcher watcher;
  const Client a = connectTo(watcher, "client A");
  const Fd logs(::fcntl(a.watched, F_DUPFD_CLOEXEC, a.watched + 10));
  Connection ends = localPair();
  watcher.remove(a.watched);
  steps::add("the loop", fmt::format("removes descriptor {}", a.watched));
  Fd same(::fcntl(ends.server.get(), F_DUPFD_CLOEXEC, a.watched));
  REQUIRE(same.get() == a.watched);
  ends.server.reset();
  watcher.add(std::move(same));
  const Client b{std::move(ends.client), a.watched};
  steps::add(
      "client B",
      fmt::format("connects; its socket is descriptor {}, too", b.watched));
  send(a, "client A");
  if (!reported(watcher).empty()) {
    throw Failure("the loop", fmt::format("descriptor {} is reported, but it "
                                          "was client A that has sent",
                                          b.watched));
  }
  send(b, "client B");
  CHECK(reported(watcher) == std::to_string(b.watched));
}

}  // namespace
}  // namespace oneloop::testing
