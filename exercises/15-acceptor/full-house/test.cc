#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Acceptor.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

/// A server in a process of its own, that has no descriptor left while two
/// clients wait outside.
class FullHouse {
 public:
  FullHouse() {
    acceptor->setNewConnectionCallback([this](Fd socket, const InetAddress&) {
      inside.push_back(std::move(socket));
      if (inside.size() == expected) loop.quit();
    });
    acceptor->listen();
    for (int i = 0; i < 2; ++i) {
      outside.push_back(connectTo({"127.0.0.1", acceptor->address().port()}));
    }
    reserve = Fd(check("dup", ::dup(0)));
    const auto next = static_cast<rlim_t>(reserve.get() + 1);
    const rlimit limit{next, next};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limit));
  }

  /// Turns of the loop in 150 ms.
  std::int64_t turns() {
    const std::int64_t before = loop.iteration();
    loop.runAfter(0.15, [this] { loop.quit(); });
    loop.loop();
    return loop.iteration() - before;
  }

  EventLoop loop;
  std::unique_ptr<Acceptor> acceptor =
      std::make_unique<Acceptor>(&loop, InetAddress("127.0.0.1", 0), false);
  std::vector<Fd> outside;
  std::vector<Fd> inside;
  std::size_t expected = 1;
  Fd reserve;  // closed, it makes room for one
};

TEST_CASE("out of descriptors the loop sleeps") {
  steps::add("server", "has no descriptor left, and two clients wait");
  Call call("loop", [] {
    const std::int64_t turns = FullHouse().turns();
    return turns <= 20 ? "sleeps"
                       : fmt::format("{} turns; the limit is 20", turns);
  });
  CHECK(call.result() == "sleeps");
}

TEST_CASE("when a descriptor is free a client that waited is let in") {
  steps::add("server", "has no descriptor left, and two clients wait");
  steps::add("server", "closes a file");
  Call call("loop", [] {
    FullHouse house;
    house.turns();
    house.reserve.reset();
    house.loop.loop();
    return std::to_string(house.inside.size()) + " inside";
  });
  CHECK(call.result() == "1 inside");
}

TEST_CASE("it may happen again and again") {
  Call call("loop", [] {
    FullHouse house;
    house.turns();
    house.reserve.reset();
    house.loop.loop();  // one is inside, and it is full again
    if (house.turns() > 20) return "spins the second time";
    house.inside.clear();
    house.loop.loop();
    return "both were served";
  });
  CHECK(call.result() == "both were served");
}

TEST_CASE("the acceptor may be destroyed while it pauses") {
  steps::add("server", "has no descriptor left, and pauses");
  steps::add("server", "destroys its Acceptor; the loop goes on");
  Call call("loop", [] {
    FullHouse house;
    house.loop.runAfter(0.02, [&] { house.acceptor.reset(); });
    house.turns();
    return "goes on";
  });
  CHECK(call.result() == "goes on");
}

}  // namespace
}  // namespace oneloop::testing
