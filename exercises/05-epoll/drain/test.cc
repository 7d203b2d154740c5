#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/epoll.h>

#include <array>
#include <string>

#include "common/check.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/05-epoll/drain/drain.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMuch = 100'000;
constexpr std::size_t kNoLimit = 1 << 20;

std::string nameOf(Drained drained) {
  constexpr std::array kNames{"kEmpty", "kBudgetSpent", "kEnded"};
  return kNames.at(static_cast<std::size_t>(drained));
}

// A socket watched with EPOLLET, and the client who sends to it.
struct Watched {
  Connection ends = localPair();
  Fd epoll{check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))};
  std::string sent;
  std::string input;

  Watched() {
    setNonBlocking(ends.server.get());
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    check("epoll_ctl",
          ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, ends.server.get(), &event));
  }

  void send(std::size_t n) {
    steps::add("client", fmt::format("sends {} bytes", n));
    std::string bytes;
    for (std::size_t i = 0; i < n; ++i) {
      bytes += static_cast<char>('a' + i % 23);
    }
    sendAll(ends.client.get(), bytes);
    sent += bytes;
  }

  bool isReported() {
    epoll_event event{};
    const int n = check("epoll_wait", ::epoll_wait(epoll.get(), &event, 1, 0));
    steps::add("epoll_wait", n == 1 ? "reports the socket" : "reports nothing");
    return n == 1;
  }

  void expectDrained(std::size_t budget, Drained expected) {
    const Deadline limit("drain");
    const std::size_t before = input.size();
    const Drained got = drain(ends.server.get(), budget, input);
    const std::size_t n = input.size() - before;
    steps::add("drain", fmt::format("with a budget of {} reads {} bytes and "
                                    "returns {}",
                                    budget, n, nameOf(got)));
    if (n > budget) {
      throw Failure("drain",
                    fmt::format("read {} bytes; its budget is {}", n, budget));
    }
    if (!sent.starts_with(input)) {
      throw Failure("drain", "the input holds other bytes than were sent");
    }
    if (got != expected) {
      throw Failure("drain", "returned " + nameOf(got) + ", expected " +
                                 nameOf(expected));
    }
  }

  void expectAllRead() {
    if (input.size() == sent.size()) return;
    throw Failure("drain",
                  fmt::format("{} of {} bytes are read; the rest will not be "
                              "reported again",
                              input.size(), sent.size()));
  }
};

TEST_CASE("everything is read although it is reported once") {
  Watched it;
  it.send(kMuch);
  CHECK(it.isReported());
  it.expectDrained(kNoLimit, Drained::kEmpty);
  CHECK(!it.isReported());
  it.expectAllRead();
}

TEST_CASE("after it is empty the next arrival is reported") {
  Watched it;
  it.send(5);
  CHECK(it.isReported());
  it.expectDrained(kNoLimit, Drained::kEmpty);
  it.send(5);
  CHECK(it.isReported());
  it.expectDrained(kNoLimit, Drained::kEmpty);
  it.expectAllRead();
}

TEST_CASE("it reads no more than its budget and says that there may be more") {
  Watched it;
  it.send(kMuch);
  it.expectDrained(10'000, Drained::kBudgetSpent);
  CHECK(it.input.size() == 10'000);
  it.expectDrained(kMuch - 10'000, Drained::kBudgetSpent);
  it.expectDrained(1, Drained::kEmpty);
  it.expectAllRead();
}

TEST_CASE("what came before the end is read and then the end is told") {
  Watched it;
  it.send(kMuch);
  steps::add("client", "closes the connection");
  it.ends.client.reset();
  it.expectDrained(kNoLimit, Drained::kEnded);
  it.expectAllRead();
}

TEST_CASE("a broken connection has ended") {
  Connection ends = connectedPair();
  setNonBlocking(ends.server.get());
  resetOnClose(ends.client.get());
  ends.client.reset();
  waitUntilTcpState(ends.server.get(), TCP_CLOSE);
  std::string input;
  CHECK(nameOf(drain(ends.server.get(), kNoLimit, input)) == "kEnded");
}

}  // namespace
}  // namespace oneloop::testing
