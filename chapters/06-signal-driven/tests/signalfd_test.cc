// signalfd: the same queue, read through a descriptor.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

#include "common/check.h"
#include "common/testing/Epoll.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

// A socket that sends signals, and a descriptor that reads them.
struct Setting {
  Setting() { askForSignals(ends.server.get()); }

  int fd() const { return ends.server.get(); }
  void arrive() const { sendAll(ends.client.get(), "x"); }

  SignalQueue queue{kSocketSignal};
  Connection ends = localPair();
  Fd signals{check("signalfd", ::signalfd(-1, &queue.signals(),
                                          SFD_CLOEXEC | SFD_NONBLOCK))};
};

TEST_CASE("a signalfd reads what sigtimedwait would have taken") {
  Setting it;
  it.arrive();
  signalfd_siginfo info{};
  CHECK(::read(it.signals.get(), &info, sizeof info) == sizeof info);
  CHECK(info.ssi_signo == static_cast<unsigned>(kSocketSignal));
  CHECK(info.ssi_fd == it.fd());
  CHECK(info.ssi_code == POLL_IN);
  CHECK(info.ssi_band == (POLLIN | POLLRDNORM));
  CHECK(it.queue.now().si_signo == 0);  // it is gone from the queue
}

TEST_CASE("one read of a signalfd takes many signals") {
  Setting it;
  for (int i = 0; i < 5; ++i) it.arrive();
  std::array<signalfd_siginfo, 8> infos{};
  CHECK(::read(it.signals.get(), infos.data(), sizeof infos) ==
        5 * sizeof(signalfd_siginfo));
  for (std::size_t i = 0; i < 5; ++i) CHECK(infos[i].ssi_fd == it.fd());
  CHECK(outcome(::read(it.signals.get(), infos.data(), sizeof infos)) ==
        "EAGAIN");
}

TEST_CASE("an epoll can watch a signalfd") {
  Setting it;
  Epoll epoll;
  CHECK(epoll.add(it.signals.get(), EPOLLIN) == 0);
  CHECK(epoll.now() == 0);
  it.arrive();
  CHECK(epoll.now() == EPOLLIN);
}

}  // namespace
}  // namespace oneloop::testing
