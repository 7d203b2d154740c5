#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

/// Clients that are all ready in the same wait. Which of them comes first is
/// the kernel's affair.
class Chat {
 public:
  using Callback = std::function<void(std::size_t self)>;

  Chat(std::size_t size, Callback callback) : callback_(std::move(callback)) {
    for (std::size_t i = 0; i < size; ++i) add(i);
  }

  void add(std::size_t i) {
    if (i >= clients.size()) clients.resize(i + 1);
    clients[i] = std::make_unique<Client>(&loop_);
    clients[i]->channel.setReadCallback([this, i](Timestamp) {
      steps::add(name(i), "is called");
      called.push_back(i);
      callback_(i);
    });
    clients[i]->channel.enableReading();
  }
  void destroy(std::size_t i) {
    steps::add(name(i), "is thrown out");
    clients[i].reset();
  }
  void remove(std::size_t i) {
    steps::add(name(i), "is removed");
    clients[i]->channel.remove();
  }
  /// Handles what one wait brings.
  void turn() {
    called.clear();
    const Fd event = makeEvent(1);
    Channel last(&loop_, event.get());
    last.setReadCallback([this](Timestamp) { loop_.quit(); });
    last.enableReading();
    loop_.loop();
  }

 private:
  static std::string name(std::size_t i) { return fmt::format("client {}", i); }

  struct Client {
    explicit Client(EventLoop* loop) : channel(loop, event.get()) {}
    const Fd event = makeEvent(1);
    Channel channel;
  };

  EventLoop loop_;
  const Callback callback_;

 public:
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::size_t> called;
};

TEST_CASE("all that are ready are called") {
  Chat chat(5, [](std::size_t) {});
  chat.turn();
  CHECK(chat.called.size() == 5);
}

TEST_CASE("whoever leaves by itself leaves the others in the list") {
  Chat* all = nullptr;
  Chat chat(5, [&](std::size_t self) { all->remove(self); });
  all = &chat;
  chat.turn();
  CHECK(chat.called.size() == 5);
  chat.turn();
  CHECK(chat.called.empty());
}

TEST_CASE("a ready client that another one removes is not called") {
  Chat* all = nullptr;
  Chat chat(3, [&](std::size_t self) {
    for (std::size_t i = 0; i < 3; ++i) {
      if (i != self) all->remove(i);
    }
  });
  all = &chat;
  chat.turn();
  CHECK(chat.called.size() == 1);
}

TEST_CASE("a ready client that another one throws out is not called") {
  Chat* all = nullptr;
  Chat chat(3, [&](std::size_t self) {
    if (all->called.size() > 1) return;
    all->destroy((self + 1) % 3);
  });
  all = &chat;
  chat.turn();
  CHECK(chat.called.size() == 2);  // the first, and the one that is left
}

// An event is handled, and then somebody is removed: outside of the loop.
TEST_CASE("a client may be thrown out between two waits") {
  Chat chat(3, [](std::size_t) {});
  chat.turn();
  chat.destroy(1);
  chat.turn();
  CHECK(chat.called.size() == 2);
}

TEST_CASE("a client that was thrown out may be followed by another") {
  Chat* all = nullptr;
  Chat chat(2, [&](std::size_t self) {
    if (all->called.size() > 1) return;
    all->destroy(1 - self);
    all->add(1 - self);  // perhaps at the same address
  });
  all = &chat;
  chat.turn();
  CHECK(chat.called.size() == 1);
  chat.turn();
  CHECK(chat.called.size() == 1);
}

}  // namespace
}  // namespace oneloop::testing
