#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/EventLoopThreadPool.h"
#include "tests/EchoServer.h"

namespace {

constexpr std::size_t kLongMessage = 100'000;
std::atomic<int> longPieces = 0;  // of memory, as long as such a message

}  // namespace

void* operator new(std::size_t size) {
  if (size >= kLongMessage) ++longPieces;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace oneloop::testing {
namespace {

/// A server with clients, whose loops can be held in a functor.
class Hall {
 public:
  Hall(int threads, std::size_t clients) : echo_(threads) {
    echo_.start();
    echo_.inLoop(
        [this] { loops_ = echo_.server->threadPool()->getAllLoops(); });
    while (clients_.size() < clients) clients_.push_back(echo_.connect());
    echo_.waitForConnections(clients);
  }
  ~Hall() { letGo(); }
  Hall(const Hall&) = delete;
  Hall& operator=(const Hall&) = delete;

  void holdLoops() {
    steps::add("every loop", "is busy");
    CountDownLatch held(static_cast<int>(loops_.size()));
    for (EventLoop* loop : loops_) {
      loop->queueInLoop([&held, mayGo = mayGo_] {
        held.countDown();
        mayGo->wait();
      });
    }
    held.wait();
  }
  void letGo() {
    if (mayGo_->getCount() > 0) mayGo_->countDown();
  }

  /// From another thread. The text is gone when it returns.
  void broadcast(const std::string& text) {
    steps::add("another thread",
               "broadcasts to " + std::to_string(clients_.size()) + " clients");
    std::thread([&] {
      const auto bytes = std::make_unique<std::string>(text);
      const int before = longPieces;
      echo_.server->broadcast(*bytes);
      copies_ = longPieces - before;
    }).join();
  }
  /// That the latest broadcast made of a long message.
  int copies() const { return copies_; }

  std::vector<std::size_t> waiting() const {
    std::vector<std::size_t> counts;
    for (const EventLoop* loop : loops_) counts.push_back(loop->queueSize());
    return counts;
  }
  std::vector<Fd>& clients() { return clients_; }
  EchoServer& echo() { return echo_; }

 private:
  EchoServer echo_;
  std::vector<EventLoop*> loops_;
  std::vector<Fd> clients_;
  int copies_ = 0;
  const std::shared_ptr<CountDownLatch> mayGo_ =
      std::make_shared<CountDownLatch>(1);
};

TEST_CASE("a broadcast posts one functor to each loop") {
  const Deadline limit("broadcast");
  Hall hall(3, 60);
  hall.holdLoops();
  hall.broadcast("hear, hear");
  for (const std::size_t count : hall.waiting()) {
    if (count != 1) {
      throw Failure("broadcast", std::to_string(count) +
                                     " functors wait in a loop; expected 1");
    }
  }
}

TEST_CASE("all functors of a broadcast share one copy of the message") {
  const Deadline limit("broadcast");
  Hall hall(3, 60);
  hall.holdLoops();
  hall.broadcast(std::string(kLongMessage, 'x'));
  if (hall.copies() != 1) {
    throw Failure("broadcast", "makes " + std::to_string(hall.copies()) +
                                   " copies of the message; expected 1");
  }
}

TEST_CASE("everybody gets it, though the caller's text is gone") {
  const Deadline limit("broadcast");
  Hall hall(3, 60);
  hall.holdLoops();
  hall.broadcast(std::string(1'000, 'x'));
  hall.letGo();
  for (const Fd& client : hall.clients()) {
    CHECK(receiveExactly(client.get(), 1'000) == std::string(1'000, 'x'));
  }
}

TEST_CASE("a client that has left meanwhile harms nobody") {
  const Deadline limit("broadcast");
  Hall hall(1, 3);
  const TcpServer& server = *hall.echo().server;
  resetOnClose(hall.clients()[0].get());
  hall.clients()[0].reset();
  waitUntil("it has left", [&] { return server.connections() == 2; });
  hall.broadcast("still here");
  CHECK(receiveExactly(hall.clients()[1].get(), 10) == "still here");
  CHECK(receiveExactly(hall.clients()[2].get(), 10) == "still here");
}

TEST_CASE("with one loop, and with nobody there, it works as well") {
  const Deadline limit("broadcast");
  Hall one(0, 3);
  one.broadcast("hello");
  for (const Fd& client : one.clients()) {
    CHECK(receiveExactly(client.get(), 5) == "hello");
  }
  Hall empty(2, 0);
  empty.broadcast("hello");
}

}  // namespace
}  // namespace oneloop::testing
