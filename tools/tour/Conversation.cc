#include "tools/tour/Conversation.h"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>
#include <vector>

#include "common/testing/Steps.h"
#include "common/testing/procfs.h"

namespace oneloop::tour {
namespace {

using Clock = std::chrono::steady_clock;
using testing::Client;
namespace procfs = testing::procfs;

constexpr std::chrono::milliseconds kPatience{1000};

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string describe(const procfs::Sleep& sleep) {
  if (sleep.name.empty()) return "runs";
  return fmt::format("sleeps in {}({})", sleep.name, sleep.firstArgument);
}

}  // namespace

Conversation::Conversation(const std::string& program, Tell tell)
    : tell_(std::move(tell)), server_({program}) {
  tell_("", fmt::format("listens on {}", server_.address().toString()));
  tell_("", asleepIn({"accept", "accept4"}) + ": nobody is here");
}

std::string Conversation::asleepIn(const std::vector<std::string>& calls) {
  try {
    if (procTells_) server_.waitUntilAsleepIn(calls);
  } catch (const std::system_error&) {
    procTells_ = false;
  }
  return now();
}

std::string Conversation::now() const {
  return procTells_ ? describe(procfs::sleepingIn(server_.pid())) : "waits";
}

void Conversation::firstClient() {
  a_.emplace(server_.address(), "A");
  const std::string waiting = asleepIn({"recvfrom"});
  tell_("A connects", "wakes: accept has a socket for A");
  tell_("", waiting + ": A's socket");
  for (const std::string line : {"hello\n", "is anybody there?\n"}) {
    a_->send(line);
    a_->receive(line.size());
    const std::string again = asleepIn({"recvfrom"});
    tell_(fmt::format("A sends    {}", testing::quoted(line)),
          "wakes, and sends the same back");
    tell_(fmt::format("A receives {}", testing::quoted(line)),
          again + " again");
  }
}

void Conversation::secondClient() {
  const std::string line = "me, too!\n";
  Client b(server_.address(), "B");
  tell_("B connects: that works", now() + ": A's socket");
  tell_("", "the kernel has put B into a queue");
  b.send(line);
  const auto sent = Clock::now();
  tell_(fmt::format("B sends    {}", testing::quoted(line)), "still " + now());
  if (b.waitReadable(kPatience)) {
    throw std::runtime_error(
        "B was served while A was: this is no server of "
        "chapter 01");
  }
  tell_("B waits 1 second: no answer", "still " + now());

  a_->close();
  const auto left = Clock::now();
  b.receive(line.size());
  const auto received = Clock::now();
  const std::string waiting = asleepIn({"recvfrom"});
  tell_("A leaves", "wakes: recv returns 0, A has finished");
  tell_("", "wakes: accept has a socket for B");
  tell_(fmt::format("B receives {}", testing::quoted(line)),
        "sends the same back");
  tell_(
      fmt::format("  {:.0f} ms after B sent it", milliseconds(received - sent)),
      waiting + ": B's socket");
  tell_(fmt::format("  {:.2f} ms after A left", milliseconds(received - left)),
        "");
}

}  // namespace oneloop::tour
