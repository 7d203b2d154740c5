#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "tools/tracer/settle.h"

using namespace oneloop::tracer;
namespace testing = oneloop::testing;

namespace {

const std::string kIdle =
    "7 1.0 accept4(4, NULL, NULL, 0) = -1 EAGAIN (Resource temporarily "
    "unavailable) <0.1>\n > /bin/echo(serve()+0x1) [0x10]\n";
const std::string kBusy = "7 1.0 accept4(4, NULL, NULL, 0) = 5 <0.1>\n";

}  // namespace

TEST_CASE("idle calls are counted from the end back to a call that did work") {
  CHECK(idleCallsAtEnd("") == 0);
  CHECK(idleCallsAtEnd("half a line\n" + kBusy) == 0);
  CHECK(idleCallsAtEnd("half a line\n" + kBusy + kIdle + kIdle) == 2);
  CHECK(idleCallsAtEnd("half a line\n" + kIdle + kBusy + kIdle) == 1);
}

TEST_CASE("the first line of a text may be cut and is not counted") {
  CHECK(idleCallsAtEnd(kIdle + kIdle) == 1);
}

TEST_CASE("an unfinished line at the end changes nothing") {
  CHECK(idleCallsAtEnd("half a line\n" + kIdle + "7 1.0 recvfrom(5, ") == 1);
}

TEST_CASE("a process that sleeps in accept sleeps until a client connects") {
  const auto listener = testing::listenLocally();
  testing::Child server([&] {
    const oneloop::Fd client(::accept(listener.fd(), nullptr, nullptr));
    return client ? 0 : 1;
  });
  testing::procfs::waitUntilAsleepIn(server.pid(), {"accept", "accept4"});
  CHECK(sleeps(server.pid()));
  const auto client = testing::beginConnect(listener.address);
  server.wait();
  CHECK_FALSE(sleeps(server.pid()));
}

TEST_CASE("a process that waits for something else is not settled") {
  testing::Child child([] { return ::pause(); });
  testing::procfs::waitUntilAsleepIn(
      child.pid(), {"system call " + std::to_string(SYS_pause)});
  CHECK_FALSE(sleeps(child.pid()));
}
