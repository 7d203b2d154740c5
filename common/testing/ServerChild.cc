#include "common/testing/ServerChild.h"

#include <fmt/core.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include "common/check.h"
#include "common/testing/Deadline.h"
#include "common/testing/SanitizerHandlers.h"
#include "common/testing/Steps.h"
#include "common/testing/sleepsIn.h"

namespace oneloop::testing {
namespace {

Listener makeListener(Blocking blocking) {
  Listener listener = listenLocally();
  if (blocking == Blocking::kNo) setNonBlocking(listener.fd());
  steps::add("server", "listens on " + listener.address.toString());
  return listener;
}

// How a server ended; empty if it still runs. Child.h tells the codes.
std::string endOf(Child& child) {
  constexpr std::chrono::milliseconds kMoment{500};  // its death takes a while
  try {
    const ExitStatus status = child.wait(kMoment);
    if (status.signal != 0) return status.toString();
    return status.code == 0     ? "its function returned"
           : status.code == 255 ? "it threw; the error is on stderr"
                                : "a sanitizer stopped it; see stderr";
  } catch (const Failure&) {
    return {};
  }
}

}  // namespace

ServerChild::ServerChild(const std::function<void(int)>& serve,
                         Blocking blocking)
    : listener_(makeListener(blocking)),
      child_([&, handlers = SanitizerHandlers()] {
        handlers.install();
        serve(listener_.fd());
        return 0;
      }) {
  listener_.socket.reset();  // the child's alone: it ends with the child
}

Client ServerChild::connect(std::string name) const {
  return Client(address(), std::move(name), kPatience);
}

void ServerChild::face(const std::function<void()>& clients) {
  std::string end;
  try {
    return clients();
  } catch (const Failure& failure) {
    end = endOf(child_);
    if (end.empty()) throw;
    steps::add(failure.who(), failure.reason());
  } catch (const std::system_error&) {
    end = endOf(child_);
    if (end.empty()) throw;
  }
  throw Failure("server", "its process has ended: " + end);
}

void ServerChild::waitUntilAsleepIn(const std::string& systemCall) const {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!sleepsIn(pid(), systemCall)) {
    if (std::chrono::steady_clock::now() > end) {
      throw Failure("server", fmt::format("should sleep in {}, but {}",
                                          systemCall, whatItDoes(pid())));
    }
    std::this_thread::yield();
  }
}

void ServerChild::expectAsleepIn(const std::string& systemCall) const {
  steps::add("server", "has nothing to do: it should sleep in " + systemCall);
  waitUntilAsleepIn(systemCall);
}

std::size_t ServerChild::sendUntilStuck(Client& client,
                                        const std::string& systemCall) const {
  steps::add("client", "sends, and reads nothing, until nobody takes any more");
  const std::string chunk(1 << 16, 'x');
  std::size_t sent = 0;
  for (;;) {
    const std::size_t before = sent;
    while (const std::size_t n = client.sendSome(chunk)) sent += n;
    waitUntilAsleepIn(systemCall);
    if (sent == before) return sent;
  }
}

void ServerChild::pause() {
  steps::add("server", "is busy for a moment (SIGSTOP)");
  child_.signal(SIGSTOP);
  siginfo_t info{};
  check("waitid", ::waitid(P_PID, static_cast<id_t>(pid()), &info,
                           WSTOPPED | WEXITED | WNOWAIT));
}

void ServerChild::resume() {
  steps::add("server", "goes on (SIGCONT)");
  child_.signal(SIGCONT);
}

}  // namespace oneloop::testing
