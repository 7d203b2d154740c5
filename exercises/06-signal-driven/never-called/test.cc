#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/core.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <string>
#include <thread>

#include "common/check.h"
#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/06-signal-driven/never-called/call_on_input.h"

namespace oneloop::testing {
namespace {

volatile std::sig_atomic_t handled = 0;
extern "C" void countSignal(int) { handled = handled + 1; }

// In a process of its own, which a signal may end.
void expect(const std::function<std::string()>& body,
            const std::string& expected) {
  Call call("callOnInput", body);
  const std::string got = call.result();
  if (got != expected) throw Failure("callOnInput", got);
}

TEST_CASE("the handler is called when a byte comes") {
  steps::add("the program", "calls callOnInput for a socket");
  steps::add("the peer", "sends 1 byte, and later 1 more");
  const auto body = [] {
    const auto [socket, peer] = localPair();
    callOnInput(socket.get(), countSignal);
    sendAll(peer.get(), "x");  // the signal is there when it returns
    sendAll(peer.get(), "y");
    return fmt::format("the handler ran {} times", static_cast<int>(handled));
  };
  expect(body, "the handler ran 2 times");
}

TEST_CASE("a non-blocking socket stays non-blocking") {
  steps::add("the program", "sets O_NONBLOCK, and calls callOnInput");
  const auto body = [] {
    const auto [socket, peer] = localPair();
    setNonBlocking(socket.get());
    callOnInput(socket.get(), countSignal);
    return isNonBlocking(socket.get()) ? "O_NONBLOCK is still set"
                                       : "O_NONBLOCK is gone";
  };
  expect(body, "O_NONBLOCK is still set");
}

TEST_CASE("a socket that was blocking stays blocking") {
  const auto body = [] {
    const auto [socket, peer] = localPair();
    callOnInput(socket.get(), countSignal);
    return isNonBlocking(socket.get()) ? "O_NONBLOCK has appeared"
                                       : "it blocks as before";
  };
  expect(body, "it blocks as before");
}

TEST_CASE("a byte that comes meanwhile does not end the program") {
  constexpr int kRounds = 40'000;
  steps::add("the peer", "sends bytes all the time");
  steps::add("the program", fmt::format("calls callOnInput, {} times; between "
                                        "two calls, all is as at the start",
                                        kRounds));
  const auto body = [] {
    const auto [socket, peer] = localPair();
    std::atomic<bool> done = false;
    std::atomic<bool> began = false;
    std::thread sender([&, to = peer.get(), from = socket.get()] {
      for (char byte = 'x'; !done; began = true) {
        ::send(to, &byte, 1, MSG_DONTWAIT);
        ::recv(from, &byte, 1, MSG_DONTWAIT);
      }
    });
    while (!began) std::this_thread::yield();
    for (int i = 0; i < kRounds; ++i) {
      callOnInput(socket.get(), countSignal);
      check("fcntl", ::fcntl(socket.get(), F_SETFL, O_NONBLOCK));
      std::signal(SIGIO, SIG_IGN);  // drops what is pending
      std::signal(SIGIO, SIG_DFL);
    }
    done = true;
    sender.join();
    return std::string("it has survived");
  };
  expect(body, "it has survived");
}

}  // namespace
}  // namespace oneloop::testing
