#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>

#include <cstdint>
#include <string>

#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/05-epoll/edge-again/questions.h"

namespace oneloop::testing {
namespace {

class Kernel {
 public:
  std::string control(const char* name, int operation, int fd,
                      std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    return tell(name,
                outcome(::epoll_ctl(epoll_.get(), operation, fd, &event)));
  }
  std::string wait() {
    epoll_event event{};
    return tell("epoll_wait",
                outcome(::epoll_wait(epoll_.get(), &event, 1, 0)));
  }

 private:
  static std::string tell(const std::string& call, std::string result) {
    steps::add("the kernel", call + ": " + result);
    return result;
  }

  Fd epoll_{check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))};
};

struct Watched {
  Connection ends = connectedPair();

  int fd() const { return ends.server.get(); }
  void arrive(std::size_t total) {
    steps::add("client", "sends 5 bytes");
    sendAll(ends.client.get(), "hello");
    waitUntilUnread(fd(), total);
  }
};

TEST_CASE("questions 1 to 3: a socket watched with EPOLLET") {
  const Answer secondArrival("kSecondArrival", kSecondArrival, {"0", "1"});
  const Answer nothingNew("kNothingNew", kNothingNew, {"0", "1"});
  const Answer afterMod("kAfterMod", kAfterMod, {"0", "1"});

  Kernel kernel;
  Watched watched;
  kernel.control("EPOLL_CTL_ADD", EPOLL_CTL_ADD, watched.fd(),
                 EPOLLIN | EPOLLET);
  watched.arrive(5);
  REQUIRE(kernel.wait() == "1");
  watched.arrive(10);
  secondArrival.compareWith(kernel.wait());
  nothingNew.compareWith(kernel.wait());
  kernel.control("EPOLL_CTL_MOD", EPOLL_CTL_MOD, watched.fd(),
                 EPOLLIN | EPOLLET);
  afterMod.compareWith(kernel.wait());
}

TEST_CASE("questions 4 and 5: a socket watched with EPOLLONESHOT") {
  const Answer addAgain("kAddAgain", kAddAgain, {"0", "EEXIST", "EINVAL"});
  const Answer reset("kResetWhileDisarmed", kResetWhileDisarmed, {"0", "1"});

  Kernel kernel;
  Watched watched;
  const auto events = EPOLLIN | EPOLLONESHOT;
  kernel.control("EPOLL_CTL_ADD", EPOLL_CTL_ADD, watched.fd(), events);
  watched.arrive(5);
  REQUIRE(kernel.wait() == "1");
  addAgain.compareWith(
      kernel.control("EPOLL_CTL_ADD", EPOLL_CTL_ADD, watched.fd(), events));
  steps::add("client", "resets the connection");
  resetOnClose(watched.ends.client.get());
  watched.ends.client.reset();
  waitUntilTcpState(watched.fd(), TCP_CLOSE);
  reset.compareWith(kernel.wait());
}

TEST_CASE("question 6: a regular file") {
  const Answer answer("kRegularFile", kRegularFile, {"0", "EPERM", "EBADF"});
  Kernel kernel;
  const Fd file = openRegularFile();
  answer.compareWith(
      kernel.control("EPOLL_CTL_ADD", EPOLL_CTL_ADD, file.get(), EPOLLIN));
}

}  // namespace
}  // namespace oneloop::testing
