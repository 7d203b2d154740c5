#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/QueueLimit.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/06-signal-driven/five-knocks/questions.h"

namespace oneloop::testing {
namespace {

std::string nameOf(int signal) {
  if (signal == 0) return "nothing";
  if (signal == SIGIO) return "SIGIO";
  return signal == SIGTERM ? "SIGTERM" : "SIGRTMIN + 1";
}

// The program's signals, and a socket that may send them.
struct Setting {
  SignalQueue queue{SIGIO, SIGTERM, kSocketSignal};
  Connection ends = localPair();

  void ask(int signal) {
    steps::add("the program", "asks for " + nameOf(signal));
    askForSignals(ends.server.get(), signal);
  }
  void arrive(int times = 1) {
    for (int i = 0; i < times; ++i) {
      steps::add("the peer", "sends 1 byte");
      sendAll(ends.client.get(), "x");
    }
  }
  std::string count() {
    const std::size_t n = queue.takeAll().size();
    steps::add("the program", "takes " + std::to_string(n) + " signals");
    return std::to_string(n);
  }
  siginfo_t take() {
    const siginfo_t info = queue.now();
    steps::add("the program", "takes " + nameOf(info.si_signo));
    return info;
  }
};

TEST_CASE("questions 1 and 2: five arrivals") {
  const Answer sigio("kSigio", kSigio, {"1", "5"});
  const Answer realTime("kRealTime", kRealTime, {"1", "5"});

  Setting plain;
  plain.ask(SIGIO);
  plain.arrive(5);
  sigio.compareWith(plain.count());

  Setting queued;
  queued.ask(kSocketSignal);
  queued.arrive(5);
  realTime.compareWith(queued.count());
}

TEST_CASE("question 3: what was there before") {
  const Answer before("kBefore", kBefore, {"0", "1"});
  Setting it;
  it.arrive();
  it.ask(kSocketSignal);
  before.compareWith(it.count());
}

TEST_CASE("question 4: who overtakes whom") {
  const Answer first("kFirst", kFirst, {"SIGTERM", "SIGRTMIN + 1"});
  Setting it;
  it.ask(kSocketSignal);
  it.arrive(2);
  steps::add("somebody", "sends SIGTERM");
  check("kill", ::kill(::getpid(), SIGTERM));
  first.compareWith(nameOf(it.take().si_signo));
}

TEST_CASE("questions 5 and 6: a full queue") {
  const Answer whenFull("kWhenFull", kWhenFull,
                        {"nothing", "SIGIO", "SIGRTMIN + 1"});
  const Answer saysWho("kSaysWho", kSaysWho, {"yes", "no"});
  Setting it;
  it.ask(kSocketSignal);
  {
    steps::add("the queue", "has no room (RLIMIT_SIGPENDING is 0)");
    const QueueLimit full(0);
    it.arrive();
  }
  const siginfo_t info = it.take();
  whenFull.compareWith(nameOf(info.si_signo));
  saysWho.compareWith(info.si_code == POLL_IN ? "yes" : "no");
}

}  // namespace
}  // namespace oneloop::testing
