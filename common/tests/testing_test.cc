// What tests are made of must itself be tested: a process that hangs, a server
// that does not answer, are sentences, never a hung test.

#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/testing/Child.h"
#include "common/testing/Client.h"
#include "common/testing/Epoll.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/Steps.h"
#include "common/testing/contains.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

constexpr std::chrono::milliseconds kShort{20};

std::string failureOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "it did not fail";
}

TEST_CASE("a Process tells its output and its errors and its exit status") {
  Process process({"sh", "-c", "echo one; echo two; echo oh >&2; exit 3"});
  CHECK(process.readLine() == "one");
  CHECK(process.readRest() == "two\n");
  CHECK_FALSE(process.readLine().has_value());
  CHECK(process.wait().toString() == "exit status 3");
  CHECK(process.wait() == ExitStatus{3, 0});  // as often as one asks
  CHECK(process.errors() == "oh\n");
  CHECK_FALSE(process.running());
}

TEST_CASE("a Process that a signal ended says which") {
  Process process({"sh", "-c", "kill -SEGV $$"});
  CHECK(process.wait().toString() == "ended by SIGSEGV");
}

TEST_CASE("waiting for a Process that does not end fails at the deadline") {
  Process process({"sleep", "1000"});
  CHECK(contains(failureOf([&] { process.wait(kShort); }), "still runs"));
  CHECK(contains(failureOf([&] { process.readLine(kShort); }),
                 "printed nothing more in time"));
  CHECK(process.running());
  process.signal(SIGTERM);
  CHECK(process.wait().toString() == "ended by SIGTERM");
}

TEST_CASE("a program that is not there is an error that names it") {
  CHECK_THROWS_WITH_AS(Process({"no-such-program"}),
                       "exec no-such-program: No such file or directory",
                       std::system_error);
  CHECK_THROWS_AS(Process({"/no/such/program"}), std::system_error);
  CHECK_FALSE(findProgram("no-such-program").has_value());
  CHECK(findProgram("sh").has_value());
}

TEST_CASE("a Process can be given variables and a limit on descriptors") {
  Process process({"sh", "-c", "echo $GREETING; ulimit -n"},
                  {.environment = {"GREETING=hello"}, .descriptors = 64});
  CHECK(process.readLine() == "hello");
  CHECK(process.readLine() == "64");
}

TEST_CASE("a Process does not outlive its owner") {
  pid_t pid = 0;
  {
    const Process process({"sleep", "1000"});
    pid = process.pid();
    CHECK(::kill(pid, 0) == 0);
  }
  CHECK(outcome(::kill(pid, 0)) == "ESRCH");
}

TEST_CASE("a server that does not start fails with what it said") {
  const auto failure = failureOf([] {
    ServerProcess({"sh", "-c", "echo no luck today >&2; exit 1"});
  });
  CHECK(contains(failure, "did not start: no luck today"));
}

TEST_CASE("the failure of a Client holds the steps that led to it") {
  const Listener listener = listenLocally();  // and nobody answers
  Client client(listener.address, "client A");
  const auto failure = failureOf([&] {
    client.send("hello\n");
    client.receive(6, kShort);
  });
  CHECK(contains(failure, "1. client A: connects\n"));
  CHECK(contains(failure, "2. client A: sends \"hello\\n\" (6 bytes)\n"));
  CHECK(contains(failure, "3. client A: expects 6 bytes within 0.02 s\n"));
  CHECK(contains(failure,
                 "client A: received 0 of 6 bytes in 0.02 s: the "
                 "server did not answer"));
}

TEST_CASE("a Client says that the server refused or closed or reset") {
  Listener listener = listenLocally();
  Client ended(listener.address);
  acceptFrom(listener).reset();
  CHECK(contains(failureOf([&] { ended.receive(1); }),
                 "the server closed the connection"));

  Client reset(listener.address);
  {
    const Fd server = acceptFrom(listener);
    resetOnClose(server.get());
  }
  CHECK(reset.expectClosed() == Client::End::kReset);

  listener.socket.reset();
  CHECK(contains(failureOf([&] { Client late(listener.address); }),
                 "connect: Connection refused"));
}

TEST_CASE("a Child ends with what its function returned or threw") {
  CHECK(Child([] { return 7; }).wait() == ExitStatus{7, 0});
  Child thrower([]() -> int {
    ::close(STDERR_FILENO);
    throw std::runtime_error("oh");
  });
  CHECK(thrower.wait().toString() == "exit status 255");
  Child sleeper([] { return ::pause(); });
  CHECK(contains(failureOf([&] { sleeper.wait(kShort); }), "still runs"));
  sleeper.signal(SIGKILL);
  CHECK(sleeper.wait().toString() == "ended by SIGKILL");
  CHECK(ExitStatus{0, SIGIO}.toString() == "ended by SIGIO");
}

TEST_CASE("procfs tells in which call a thread sleeps") {
  const auto [one, other] = localPair();
  const Child child([fd = one.get()] {
    char byte = 0;
    return static_cast<int>(::recv(fd, &byte, 1, 0));
  });
  procfs::waitUntilAsleepIn(child.pid(), {"accept", "recvfrom"});
  CHECK(procfs::sleepingIn(child.pid()).firstArgument == one.get());
}

TEST_CASE("procfs tells how many descriptors a poll watches") {
  const auto [one, other] = localPair();
  const Child child([fd = one.get()] {
    std::array<pollfd, 2> watched{{{fd, POLLIN, 0}, {-1, POLLIN, 0}}};
    return ::poll(watched.data(), watched.size(), -1);
  });
  procfs::waitUntilAsleepIn(child.pid(), {"poll", "ppoll"});
  CHECK(procfs::sleepingIn(child.pid()).secondArgument == 2);
}

TEST_CASE("procfs tells for what an epoll watches a descriptor") {
  const auto [one, other] = localPair();
  Epoll epoll;
  REQUIRE(epoll.add(one.get(), EPOLLIN | EPOLLET) == 0);
  const auto events = procfs::watchedEvents(::getpid(), one.get());
  REQUIRE(events);
  CHECK((*events & EPOLLET) != 0);
  CHECK((*events & EPOLLOUT) == 0);
  CHECK_FALSE(procfs::watchedEvents(::getpid(), other.get()));
}

}  // namespace
}  // namespace oneloop::testing
