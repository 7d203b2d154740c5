#include "common/accept.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop {
namespace {

using namespace testing;

TEST_CASE("an empty queue is no failure") {
  CHECK(classifyAcceptError(EAGAIN) == AcceptFailure::kNobodyWaits);
  CHECK(classifyAcceptError(EWOULDBLOCK) == AcceptFailure::kNobodyWaits);
}

TEST_CASE("after a client's own error accept is tried again at once") {
  for (const int error :
       {EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENOPROTOOPT, EHOSTDOWN,
        ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ETIMEDOUT}) {
    CAPTURE(error);
    CHECK(classifyAcceptError(error) == AcceptFailure::kTryAgain);
    CHECK_NOTHROW(recoverFromFailedAccept(error));
  }
}

TEST_CASE("without descriptors or memory accept needs a pause") {
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM}) {
    CAPTURE(error);
    CHECK(classifyAcceptError(error) == AcceptFailure::kOutOfResources);
  }
}

TEST_CASE("an unusable listener is fatal") {
  for (const int error : {EBADF, EINVAL, ENOTSOCK, EFAULT}) {
    CAPTURE(error);
    CHECK(classifyAcceptError(error) == AcceptFailure::kFatal);
  }
  CHECK_THROWS_WITH_AS(recoverFromFailedAccept(EBADF),
                       "accept: Bad file descriptor", std::system_error);
}

TEST_CASE("out of descriptors recoverFromFailedAccept sleeps") {
  Child child([] {
    recoverFromFailedAccept(EMFILE);
    return 0;
  });
  // It sleeps; it does not spin.
  procfs::waitUntilAsleepIn(child.pid(), {"clock_nanosleep"});
  CHECK(child.wait().toString() == "exit status 0");
}

TEST_CASE("acceptAll takes every client that waits and makes it non-blocking") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  std::vector<Fd> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(connectTo(listener.address));
  waitUntil("all are queued",
            [&] { return queuedClients(listener.fd()) == clients.size(); });

  std::vector<Fd> served;
  const bool emptied = acceptAll(
      listener.fd(), [&](Fd client) { served.push_back(std::move(client)); });

  CHECK(emptied);
  CHECK(served.size() == 3);
  for (const Fd& fd : served) CHECK(isNonBlocking(fd.get()));
  CHECK(queuedClients(listener.fd()) == 0);
}

TEST_CASE("acceptAll of an empty queue serves nobody") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  CHECK(acceptAll(listener.fd(), [](Fd) { FAIL("nobody is there"); }));
}

TEST_CASE("acceptAll stops when the process has no descriptor left") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  const Fd client = connectTo(listener.address);
  REQUIRE(pollFor(listener.fd(), POLLIN) == POLLIN);
  // In a child: its limit is its own, and so is its stderr.
  Child child([&] {
    const rlimit none{0, 0};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &none));
    const bool emptied = acceptAll(listener.fd(), [](Fd) {});
    return emptied ? 1 : 0;
  });
  CHECK(child.wait().toString() == "exit status 0");
  CHECK(queuedClients(listener.fd()) == 1);  // it waits, and is not lost
}

TEST_CASE("acceptAll throws when the listener is unusable") {
  CHECK_THROWS_WITH_AS(static_cast<void>(acceptAll(-1, [](Fd) {})),
                       "accept4: Bad file descriptor", std::system_error);
}

}  // namespace
}  // namespace oneloop
