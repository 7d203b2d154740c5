#include <doctest/doctest.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <csignal>
#include <map>
#include <set>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/QueueLimit.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/06-signal-driven/full-queue/take_ready.h"

namespace oneloop::testing {
namespace {

// The program, and three clients by their letters.
class Program {
 public:
  Program() {
    for (const char name : {'A', 'B', 'C'}) {
      clients_.emplace(name, localPair());
      askForSignals(fd(name));
    }
  }

  void speaks(char name, int times = 1) {
    for (int i = 0; i < times; ++i) {
      steps::add(fmt::format("client {}", name), "sends 1 byte");
      sendAll(clients_.at(name).client.get(), "x");
    }
  }
  void leaves(char name) {
    steps::add("the program", fmt::format("closes client {}'s socket", name));
    clients_.erase(name);
  }

  void expectReady(const std::string& names) {
    std::set<int> all;
    for (const auto& [name, ends] : clients_) all.insert(ends.server.get());
    const Deadline limit("takeReady");
    std::string got;
    for (const int ready : takeReady(queue_.signals(), all)) {
      got += nameOf(ready);
    }
    steps::add("takeReady", fmt::format("returns {{{}}}", got));
    if (got != names) {
      throw Failure("takeReady", fmt::format("returned {{{}}}, expected {{{}}}",
                                             got, names));
    }
  }

  void expectNoneLeft() {
    const std::size_t left = queue_.takeAll().size();
    if (left == 0) return;
    throw Failure("takeReady",
                  fmt::format("left some signals behind: {}", left));
  }

 private:
  int fd(char name) const { return clients_.at(name).server.get(); }
  std::string nameOf(int number) const {
    for (const auto& [name, ends] : clients_) {
      if (ends.server.get() == number) return {name};
    }
    return fmt::format("(descriptor {})", number);
  }

  SignalQueue queue_{SIGIO, kSocketSignal};
  std::map<char, Connection> clients_;
};

TEST_CASE("each socket that sent a signal is returned") {
  Program program;
  program.speaks('A');
  program.speaks('C');
  program.expectReady("AC");
  program.expectNoneLeft();
}

TEST_CASE("when no signal waits it returns none and does not wait") {
  Program program;
  program.expectReady("");
}

TEST_CASE("a socket that sent five is returned once and nothing is left") {
  Program program;
  program.speaks('B', 5);
  program.expectReady("B");
  program.expectNoneLeft();
  program.expectReady("");
}

TEST_CASE("a signal of a closed socket is dropped") {
  Program program;
  program.speaks('A');
  program.speaks('B');
  program.leaves('A');
  program.expectReady("B");
}

TEST_CASE("after an overflow those whose signals were lost are found") {
  Program program;
  program.speaks('A');
  {
    steps::add("the queue", "has no room from now on");
    const QueueLimit full(0);
    program.speaks('B');
  }
  program.expectReady("AB");
  program.expectNoneLeft();
}

TEST_CASE("an overflow with nobody else in the queue is no reason to forget") {
  Program program;
  {
    steps::add("the queue", "has no room from now on");
    const QueueLimit full(0);
    program.speaks('A');
    program.speaks('C');
  }
  program.expectReady("AC");
  steps::add("the queue", "has room again");
  program.speaks('B');
  program.expectReady("B");
}

}  // namespace
}  // namespace oneloop::testing
