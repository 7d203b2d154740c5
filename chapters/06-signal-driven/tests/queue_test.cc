// How signals wait: SIGIO as one bit, a real-time signal in a queue.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <vector>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/QueueLimit.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

// A socket whose signals wait in a queue, and its peer.
struct Called {
  explicit Called(int signal) { askForSignals(fd(), signal); }

  int fd() const { return ends.server.get(); }
  // The signal is there when send returns.
  void arrive(int times = 1) const {
    for (int i = 0; i < times; ++i) sendAll(ends.client.get(), "x");
  }

  Connection ends = localPair();
};

constexpr int kPlainSigio = 0;  // for F_SETSIG

TEST_CASE("five arrivals are one SIGIO") {
  SignalQueue queue{SIGIO};
  const Called socket(kPlainSigio);
  socket.arrive(5);
  CHECK(queue.takeAll() == std::vector<int>{SIGIO});
}

TEST_CASE("five arrivals are five real-time signals") {
  SignalQueue queue{kSocketSignal};
  const Called socket(kSocketSignal);
  socket.arrive(5);
  CHECK(queue.takeAll() == std::vector<int>(5, kSocketSignal));
}

TEST_CASE("plain SIGIO does not say which socket it is about") {
  SignalQueue queue{SIGIO};
  const Called socket(kPlainSigio);
  socket.arrive();
  const siginfo_t info = queue.now();
  CHECK(info.si_signo == SIGIO);
  CHECK(info.si_code == SI_KERNEL);  // and not POLL_IN: there is no si_fd
}

TEST_CASE("with F_SETSIG the signal says which socket and what for") {
  SignalQueue queue{kSocketSignal};
  const Called socket(kSocketSignal);
  socket.arrive();
  const siginfo_t info = queue.now();
  CHECK(info.si_signo == kSocketSignal);
  CHECK(info.si_fd == socket.fd());
  CHECK(info.si_code == POLL_IN);
  CHECK(info.si_band == (POLLIN | POLLRDNORM));
}

TEST_CASE("SIGIO by F_SETSIG names one socket and two were ready") {
  SignalQueue queue{SIGIO};
  const Called first(SIGIO);
  const Called second(SIGIO);
  first.arrive();
  second.arrive();
  const siginfo_t info = queue.now();
  CHECK(info.si_code == POLL_IN);
  CHECK(info.si_fd == first.fd());
  CHECK(queue.now().si_signo == 0);
}

TEST_CASE("what is left unread is not told again") {
  SignalQueue queue{kSocketSignal};
  const Called socket(kSocketSignal);
  sendAll(socket.ends.client.get(), "hello");
  CHECK(queue.now().si_signo == kSocketSignal);
  CHECK(receiveExactly(socket.fd(), 2) == "he");
  CHECK(unread(socket.fd()) == 3);
  CHECK(queue.now().si_signo == 0);
}

TEST_CASE("room in the send buffer is told after a send found none") {
  SignalQueue queue{kSocketSignal};
  const auto [reader, writer] = connectedPair();
  askForSignals(writer.get());
  const std::size_t sent = fillSendBuffer(writer.get());
  CHECK(queue.now().si_signo == 0);
  receiveExactly(reader.get(), sent);
  const siginfo_t info = queue.wait();
  CHECK(info.si_fd == writer.get());
  CHECK(info.si_code == POLL_OUT);
}

TEST_CASE("a client at the door and the end of a stream are told as POLL_IN") {
  SignalQueue queue{kSocketSignal};
  const Listener listener = listenLocally();
  askForSignals(listener.fd());
  Fd client = connectTo(listener.address);
  siginfo_t info = queue.wait();
  CHECK(info.si_fd == listener.fd());
  CHECK(info.si_code == POLL_IN);

  const Fd accepted = acceptFrom(listener);
  askForSignals(accepted.get());
  client.reset();
  info = queue.wait();
  CHECK(info.si_fd == accepted.get());
  CHECK(info.si_code == POLL_IN);
}

TEST_CASE("a reset is told as POLL_ERR") {
  SignalQueue queue{kSocketSignal};
  auto [client, server] = connectedPair();
  askForSignals(server.get());
  resetOnClose(client.get());
  client.reset();
  const siginfo_t info = queue.wait();
  CHECK(info.si_fd == server.get());
  CHECK(info.si_code == POLL_ERR);
}

TEST_CASE("the lowest number is taken first so a stop overtakes sockets") {
  SignalQueue queue{kSocketSignal, SIGTERM};
  const Called socket(kSocketSignal);
  socket.arrive(2);
  check("kill", ::kill(::getpid(), SIGTERM));
  CHECK(queue.takeAll() ==
        std::vector<int>{SIGTERM, kSocketSignal, kSocketSignal});
}

TEST_CASE("what one thread owns is taken before a stop of the process") {
  SignalQueue queue{kSocketSignal, SIGTERM};
  const Called socket(kSocketSignal);
  const f_owner_ex self{F_OWNER_TID, ::gettid()};
  check("fcntl", ::fcntl(socket.fd(), F_SETOWN_EX, &self));
  check("kill", ::kill(::getpid(), SIGTERM));
  socket.arrive(2);
  CHECK(queue.takeAll() ==
        std::vector<int>{kSocketSignal, kSocketSignal, SIGTERM});
}

TEST_CASE("signals of one number are taken in the order in which they came") {
  SignalQueue queue{kSocketSignal};
  const Called first(kSocketSignal);
  const Called second(kSocketSignal);
  second.arrive();
  first.arrive();
  second.arrive();
  CHECK(queue.now().si_fd == second.fd());
  CHECK(queue.now().si_fd == first.fd());
  CHECK(queue.now().si_fd == second.fd());
}

TEST_CASE("SIG_IGN empties the queue even of a blocked signal") {
  SignalQueue queue{kSocketSignal};
  const Called socket(kSocketSignal);
  socket.arrive(5);
  std::signal(kSocketSignal, SIG_IGN);
  std::signal(kSocketSignal, SIG_DFL);
  CHECK(queue.now().si_signo == 0);
  socket.arrive();
  CHECK(queue.now().si_signo == kSocketSignal);
}

TEST_CASE("no more signals are queued than RLIMIT_SIGPENDING allows") {
  SignalQueue queue{SIGIO, kSocketSignal};
  const QueueLimit limit(16);  // for all processes of the user together
  const Called socket(kSocketSignal);
  socket.arrive(17);
  const auto numbers = queue.takeAll();
  CHECK(numbers.size() <= 17);
  CHECK(numbers.front() == SIGIO);
}

TEST_CASE("what finds the queue full is told by one SIGIO that names none") {
  SignalQueue queue{SIGIO, kSocketSignal};
  const Called a(kSocketSignal);
  const Called b(kSocketSignal);
  const Called c(kSocketSignal);
  a.arrive();
  {
    const QueueLimit full(0);
    b.arrive();
    c.arrive();
  }
  // SIGIO comes first, though a's signal is older.
  const siginfo_t overflow = queue.now();
  CHECK(overflow.si_signo == SIGIO);
  CHECK(overflow.si_code == SI_KERNEL);
  CHECK(queue.now().si_fd == a.fd());
  // Of b and c nothing more is heard, though both have a byte to read.
  CHECK(queue.now().si_signo == 0);
  CHECK(unread(b.fd()) == 1);
  CHECK(unread(c.fd()) == 1);
}

TEST_CASE("after an overflow poll finds those whose signals were lost") {
  SignalQueue queue{SIGIO, kSocketSignal};
  const Called a(kSocketSignal);
  const Called b(kSocketSignal);
  const Called silent(kSocketSignal);
  {
    const QueueLimit full(0);
    a.arrive();
    b.arrive();
  }
  CHECK(queue.takeAll() == std::vector<int>{SIGIO});
  std::vector<pollfd> all;
  for (const Called* each : {&a, &b, &silent}) {
    all.push_back({each->fd(), POLLIN, 0});
  }
  CHECK(::poll(all.data(), all.size(), 0) == 2);
  CHECK(all[0].revents == POLLIN);
  CHECK(all[1].revents == POLLIN);
  CHECK(all[2].revents == 0);
}

}  // namespace
}  // namespace oneloop::testing
