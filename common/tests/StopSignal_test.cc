// Each case in a child: a StopSignal changes the whole process.

#include "common/StopSignal.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop {
namespace {

using namespace testing;
using Role = StopSignal::Role;
constexpr std::chrono::milliseconds kNow{0};

std::string inChild(const std::function<int()>& body) {
  return Child(body).wait().toString();
}

TEST_CASE("SIGINT and SIGTERM set the flag and make the descriptor readable") {
  for (const int signal : {SIGINT, SIGTERM}) {
    CAPTURE(signal);
    CHECK(inChild([signal] {
            const StopSignal stop;
            if (stop.requested()) return 1;
            if (pollFor(stop.fd(), POLLIN, kNow) != 0) return 2;
            std::raise(signal);
            if (!stop.requested()) return 3;
            if (pollFor(stop.fd(), POLLIN, kNow) != POLLIN) return 4;
            // It stays readable, however often one looks.
            return pollFor(stop.fd(), POLLIN, kNow) == POLLIN ? 0 : 5;
          }) == "exit status 0");
  }
}

TEST_CASE("a stop ends the accept and the recv that wait") {
  const Listener listener = listenLocally();
  const auto [client, server] = localPair();
  Child accepting([&] {
    StopSignal stop;
    stop.shutDown(Role::kListener, listener.fd());
    while (!stop.requested()) {
      if (::accept(listener.fd(), nullptr, nullptr) >= 0) return 1;
    }
    return 0;
  });
  Child receiving([fd = server.get()] {
    StopSignal stop;
    stop.shutDown(Role::kClient, fd);
    char byte = 0;
    ssize_t n = 0;
    do {
      n = ::recv(fd, &byte, 1, 0);
    } while (n < 0 && errno == EINTR);
    return static_cast<int>(n);
  });
  procfs::waitUntilAsleepIn(accepting.pid(), {"accept"});
  procfs::waitUntilAsleepIn(receiving.pid(), {"recvfrom"});

  accepting.signal(SIGTERM);
  receiving.signal(SIGTERM);

  CHECK(accepting.wait().toString() == "exit status 0");
  CHECK(receiving.wait().toString() == "exit status 0");
}

TEST_CASE("a socket that is given after the stop is shut down at once") {
  // Between the look at requested() and accept lies a moment, in which the
  // signal may come; the accept must end even so.
  const Listener listener = listenLocally();
  CHECK(inChild([&] {
          StopSignal stop;
          std::raise(SIGTERM);
          stop.shutDown(Role::kListener, listener.fd());
          return ::accept(listener.fd(), nullptr, nullptr) < 0 ? errno : 0;
        }) == "exit status " + std::to_string(EINVAL));
}

TEST_CASE("a socket that was taken back is left alone") {
  const auto [client, server] = localPair();
  CHECK(inChild([fd = server.get()] {
          StopSignal stop;
          stop.shutDown(Role::kClient, fd);
          stop.shutDown(Role::kClient, -1);
          std::raise(SIGTERM);
          char byte = 0;
          const ssize_t n = ::recv(fd, &byte, 1, MSG_DONTWAIT);
          return n < 0 && errno == EAGAIN ? 0 : 1;
        }) == "exit status 0");
}

TEST_CASE("SIGUSR1 interrupts a call and asks for nothing") {
  const auto [client, server] = localPair();
  Child child([fd = server.get()] {
    const StopSignal stop;
    char byte = 0;
    const ssize_t n = ::recv(fd, &byte, 1, 0);
    return n < 0 && errno == EINTR && !stop.requested() ? 0 : 1;
  });
  procfs::waitUntilAsleepIn(child.pid(), {"recvfrom"});
  child.signal(SIGUSR1);
  CHECK(child.wait().toString() == "exit status 0");
}

TEST_CASE("the handler keeps errno") {
  CHECK(inChild([] {
          StopSignal stop;
          stop.shutDown(Role::kClient, 1'000'000);  // shutdown gives EBADF
          errno = EAGAIN;
          std::raise(SIGTERM);
          return errno == EAGAIN ? 0 : 1;
        }) == "exit status 0");
}

TEST_CASE("after its StopSignal a program ends by the signal as usual") {
  CHECK(inChild([] {
          { const StopSignal stop; }
          std::raise(SIGTERM);
          return 0;
        }) == "ended by SIGTERM");
}

TEST_CASE("a second StopSignal aborts") {
  CHECK(inChild([] {
          const StopSignal one;
          const StopSignal two;
          return 0;
        }) == "ended by SIGABRT");
}

}  // namespace
}  // namespace oneloop
