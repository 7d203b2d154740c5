#include "common/testing/Call.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

#include "common/check.h"
#include "common/testing/Deadline.h"
#include "common/testing/SanitizerHandlers.h"
#include "common/testing/Steps.h"
#include "common/testing/sleepsIn.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

int reports = -1;

extern "C" void report(int) {
  const int saved = errno;
  [[maybe_unused]] const ssize_t n = ::write(reports, "!", 1);
  errno = saved;
}

void catchSignal(int reportsTo) {
  reports = reportsTo;
  struct sigaction action {};
  action.sa_handler = report;  // without SA_RESTART
  check("sigaction", ::sigaction(SIGUSR1, &action, nullptr));
}

std::string textOf(const std::function<std::string()>& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return std::string("threw: ") + error.what();
  } catch (...) {
    return "threw something that is no std::exception";
  }
}

}  // namespace

Call::Call(std::string name, const std::function<std::string()>& body)
    : name_(std::move(name)),
      results_(makePipe()),
      reports_(makePipe()),
      child_([&, handlers = SanitizerHandlers()] {
        handlers.install();
        catchSignal(reports_.writer.get());
        const std::string text = textOf(body);
        check("write",
              ::write(results_.writer.get(), text.data(), text.size()));
        return 0;
      }) {
  results_.writer.reset();  // the child's alone: it ends with the child
}

bool Call::returnsWithin(std::chrono::milliseconds time) const {
  return pollFor(results_.reader.get(), POLLIN, time) != 0;
}

void Call::waitUntilAsleepIn(const std::string& systemCall) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!sleepsIn(pid(), systemCall)) {
    std::string instead;
    if (returned()) {
      instead =
          result().starts_with("threw") ? result() : "returned: " + result();
    } else if (std::chrono::steady_clock::now() > end) {
      instead = whatItDoes(pid());
    }
    if (!instead.empty()) {
      throw Failure(name_, fmt::format("should sleep in {}, but {}", systemCall,
                                       instead));
    }
    std::this_thread::yield();
  }
}

void Call::interruptIn(const std::string& systemCall) {
  waitUntilAsleepIn(systemCall);
  steps::add(name_,
             fmt::format("sleeps in {}; a signal interrupts it", systemCall));
  child_.signal(SIGUSR1);
  char byte = 0;
  if (pollFor(reports_.reader.get(), POLLIN, kPatience) == 0) {
    throw Failure(name_, "the signal's handler did not run");
  }
  check("read", ::read(reports_.reader.get(), &byte, 1));
}

std::string Call::result() {
  if (result_) return *result_;
  if (!returnsWithin(kPatience)) {
    throw Failure(
        name_, fmt::format("did not return within 2 s: {}", whatItDoes(pid())));
  }
  std::array<char, 4096> buffer{};
  const auto n = static_cast<std::size_t>(check(
      "read", ::read(results_.reader.get(), buffer.data(), buffer.size())));
  const ExitStatus status = child_.wait(kPatience);
  if (status.signal != 0) throw Failure(name_, "was " + status.toString());
  if (n == 0) throw Failure(name_, "was stopped by a sanitizer; see stderr");
  return result_.emplace(buffer.data(), n);
}

}  // namespace oneloop::testing
