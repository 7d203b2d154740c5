#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/PollPoller.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// Clients A, B, C, ... on one PollPoller. Each has something to read.
class Crowd {
 public:
  explicit Crowd(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      const char name = static_cast<char>('A' + i);
      clients_.push_back(std::make_unique<Client>(loop_.get(), name, &calls_));
      tell(i, "joins");
    }
  }

  void leave(std::size_t i) {
    tell(i, "leaves");
    clients_[i].reset();
  }
  void remove(std::size_t i) {
    tell(i, "is removed");
    clients_[i]->channel.remove();
  }
  void silence(std::size_t i) {
    tell(i, "is told to wait for nothing");
    clients_[i]->channel.disableReading();
  }
  void listen(std::size_t i) {
    tell(i, "is told to read again");
    clients_[i]->channel.enableReading();
  }
  bool isIn(std::size_t i) { return loop_.has(clients_[i]->channel); }

  /// Who is called in one turn: "AC".
  std::string calls() {
    calls_.clear();
    loop_.turn();
    std::string inOrder = calls_;
    std::sort(inOrder.begin(), inOrder.end());
    steps::add("the loop", "calls \"" + inOrder + "\"");
    return inOrder;
  }

 private:
  struct Client {
    Client(EventLoop* loop, char name, std::string* calls)
        : channel(loop, pair.server.get()) {
      channel.setReadCallback([=](Timestamp) { calls->push_back(name); });
      channel.enableReading();
      sendAll(pair.client.get(), "x");
    }
    const Connection pair = localPair();
    Channel channel;
  };

  static void tell(std::size_t i, const std::string& what) {
    steps::add(fmt::format("client {}", static_cast<char>('A' + i)), what);
  }

  TestLoop loop_ = TestLoop::on<PollPoller>();
  std::string calls_;
  std::vector<std::unique_ptr<Client>> clients_;
};

TEST_CASE("who leaves is not called, and the others are") {
  Crowd crowd(3);
  CHECK(crowd.calls() == "ABC");
  crowd.leave(0);
  CHECK(crowd.calls() == "BC");
}

TEST_CASE("after one has left the others can still be changed") {
  Crowd crowd(4);
  crowd.silence(3);
  crowd.leave(0);
  CHECK(crowd.calls() == "BC");
  crowd.listen(3);
  CHECK(crowd.calls() == "BCD");
}

TEST_CASE("all may leave, in any order") {
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    Crowd crowd(4);
    std::string left = "ABCD";
    for (const std::size_t i : order) {
      crowd.leave(i);
      std::erase(left, static_cast<char>('A' + i));
      CHECK(crowd.calls() == left);
    }
    steps::clear();
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("the last one may be removed and come back") {
  Crowd crowd(2);
  crowd.remove(1);
  CHECK_FALSE(crowd.isIn(1));
  CHECK(crowd.calls() == "A");
  crowd.listen(1);
  CHECK(crowd.calls() == "AB");
}

TEST_CASE("the last one may leave and the place is free") {
  Crowd crowd(2);
  crowd.leave(1);
  CHECK(crowd.calls() == "A");
  CHECK(crowd.isIn(0));
  crowd.leave(0);
  CHECK(crowd.calls().empty());
}

}  // namespace
}  // namespace oneloop::testing
