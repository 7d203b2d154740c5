#include "common/testing/ServerChild.h"

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "common/check.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"

namespace oneloop::testing {
namespace {

Listener makeListener(Blocking blocking) {
  Listener listener = listenLocally();
  if (blocking == Blocking::kNo) setNonBlocking(listener.fd());
  steps::add("server", "listens on " + listener.address.toString());
  return listener;
}

// A process that is about to end takes a while.
constexpr std::chrono::milliseconds kMoment{500};

}  // namespace

ServerChild::ServerChild(const std::function<void(int)>& serve,
                         Blocking blocking)
    : listener_(makeListener(blocking)),
      number_(listener_.fd()),
      call_("server", [&] {
        serve(number_);
        return "its function returned";
      }) {
  listener_.socket.reset();  // the child's alone: it ends with the child
}

Client ServerChild::connect(std::string name) const {
  return Client(address(), std::move(name), kPatience);
}

void ServerChild::face(const std::function<void()>& clients) {
  try {
    return clients();
  } catch (const Failure& failure) {
    if (!call_.returnsWithin(kMoment)) throw;
    steps::add(failure.who(), failure.reason());
  } catch (const std::system_error&) {
    if (!call_.returnsWithin(kMoment)) throw;
  }
  throw Failure("server", "should serve on, but " + call_.result());
}

void ServerChild::expectAsleepIn(const std::string& systemCall) {
  steps::add("server", "has nothing to do: it should sleep in " + systemCall);
  call_.waitUntilAsleepIn(systemCall);
}

std::size_t ServerChild::sendUntilStuck(Client& client,
                                        const std::string& systemCall) {
  steps::add("client", "sends, and reads nothing, until nobody takes any more");
  const std::string chunk(1 << 16, 'x');
  std::size_t sent = 0;
  for (;;) {
    const std::size_t before = sent;
    while (const std::size_t n = client.sendSome(chunk)) sent += n;
    call_.waitUntilAsleepIn(systemCall);
    if (sent == before) return sent;
  }
}

void ServerChild::pause() {
  steps::add("server", "is busy for a moment (SIGSTOP)");
  call_.signal(SIGSTOP);
  siginfo_t info{};
  check("waitid", ::waitid(P_PID, static_cast<id_t>(pid()), &info,
                           WSTOPPED | WEXITED | WNOWAIT));
}

void ServerChild::resume() {
  steps::add("server", "goes on (SIGCONT)");
  call_.signal(SIGCONT);
}

}  // namespace oneloop::testing
