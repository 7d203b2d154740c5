// POSIX AIO as glibc makes it: threads in blocking calls.

#include <aio.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/check.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

// One request, and the buffer it reads into or writes from. It must not be
// destroyed while it is pending.
struct Request {
  Request(int fd, std::string bytes) : buffer(std::move(bytes)) {
    control->aio_fildes = fd;
    control->aio_buf = buffer.data();
    control->aio_nbytes = buffer.size();
    control->aio_sigevent.sigev_notify = SIGEV_NONE;
  }

  int read() { return ::aio_read(control.get()); }
  int write() { return ::aio_write(control.get()); }
  int error() const { return ::aio_error(control.get()); }
  void wait() const {
    const std::array<const aiocb*, 1> list{control.get()};
    // It may return early: a late wake-up of the last wait ends this one.
    while (::aio_error(control.get()) == EINPROGRESS) {
      check("aio_suspend", ::aio_suspend(list.data(), 1, nullptr));
    }
  }
  ssize_t result() { return ::aio_return(control.get()); }

  std::string buffer;
  std::unique_ptr<aiocb> control = std::make_unique<aiocb>();
};

std::size_t threadsAsleepInRead() {
  return procfs::threadsAsleepIn(::getpid(), "read");
}

void waitUntilAsleepInRead(std::size_t n) {
  waitUntil(std::to_string(n) + " threads sleep in read",
            [n] { return threadsAsleepInRead() == n; });
}

TEST_CASE("a thread of glibc sleeps in read for each pending request") {
  std::vector<Connection> pairs;
  std::deque<Request> requests;
  for (std::size_t n = 1; n <= 5; ++n) {
    pairs.push_back(localPair());
    requests.emplace_back(pairs.back().server.get(), "?????");
    CHECK(requests.back().read() == 0);
    waitUntilAsleepInRead(n);
  }
  for (const Connection& pair : pairs) sendAll(pair.client.get(), "hello");
  for (Request& request : requests) {
    request.wait();
    CHECK(request.result() == 5);
    CHECK(request.buffer == "hello");
  }
}

TEST_CASE("glibc makes 20 threads and the 21st request waits for one") {
  constexpr std::size_t kThreads = 20;
  std::vector<Connection> pairs;
  std::deque<Request> requests;
  for (std::size_t i = 0; i <= kThreads; ++i) {
    pairs.push_back(localPair());
    requests.emplace_back(pairs.back().server.get(), "?");
    CHECK(requests.back().read() == 0);
  }
  waitUntilAsleepInRead(kThreads);

  // Its byte is there, and nobody takes it.
  sendAll(pairs.back().client.get(), "x");
  CHECK(unread(pairs.back().server.get()) == 1);
  CHECK(requests.back().error() == EINPROGRESS);
  waitUntilAsleepInRead(kThreads);

  sendAll(pairs.front().client.get(), "x");
  requests.back().wait();
  CHECK(requests.back().result() == 1);
  for (std::size_t i = 1; i < kThreads; ++i)
    sendAll(pairs[i].client.get(), "x");
  for (std::size_t i = 0; i < kThreads; ++i) requests[i].wait();
}

TEST_CASE("aio_write waits behind an aio_read of the same descriptor") {
  const auto [client, server] = localPair();
  const Fd copy = duplicate(server);
  Request read(server.get(), "?");
  Request behind(server.get(), "behind");
  Request beside(copy.get(), "beside");
  CHECK(read.read() == 0);
  CHECK(behind.write() == 0);
  CHECK(beside.write() == 0);

  // By another number of the same socket, a later write overtakes it.
  beside.wait();
  CHECK(receiveExactly(client.get(), 6) == "beside");
  CHECK(behind.error() == EINPROGRESS);
  CHECK(unread(client.get()) == 0);

  sendAll(client.get(), "x");
  read.wait();
  behind.wait();
  CHECK(receiveExactly(client.get(), 6) == "behind");
}

TEST_CASE("on a non-blocking socket aio_read completes with EAGAIN") {
  const auto [client, server] = localPair();
  setNonBlocking(server.get());
  Request request(server.get(), "?");
  CHECK(request.read() == 0);
  request.wait();
  CHECK(request.error() == EAGAIN);
  CHECK(request.result() == -1);
}

TEST_CASE("a started request cannot be cancelled but a waiting one can") {
  const auto [client, server] = localPair();
  Request started(server.get(), "?");
  Request waiting(server.get(), "never sent");
  CHECK(started.read() == 0);
  CHECK(waiting.write() == 0);
  waitUntilAsleepInRead(1);
  CHECK(::aio_cancel(server.get(), started.control.get()) == AIO_NOTCANCELED);
  CHECK(started.error() == EINPROGRESS);
  CHECK(::aio_cancel(server.get(), waiting.control.get()) == AIO_CANCELED);
  CHECK(waiting.error() == ECANCELED);

  // What ends it is the socket.
  ::shutdown(server.get(), SHUT_RDWR);
  started.wait();
  CHECK(started.result() == 0);
}

TEST_CASE("an aiocb that is not zeroed is refused with EINVAL") {
  const auto [client, server] = localPair();
  sendAll(client.get(), "x");
  char byte = '?';
  const auto control = std::make_unique<aiocb>();
  // What a variable without {} may hold.
  std::memset(control.get(), 0xa5, sizeof(aiocb));
  control->aio_fildes = server.get();
  control->aio_buf = &byte;
  control->aio_nbytes = 1;
  control->aio_offset = 0;
  control->aio_sigevent.sigev_notify = SIGEV_NONE;
  CHECK(::aio_read(control.get()) == -1);
  CHECK(errno == EINVAL);
  CHECK(unread(server.get()) == 1);
}

TEST_CASE("aio_suspend sleeps until the request is done") {
  const auto [client, server] = localPair();
  Request request(server.get(), "?????");
  const pid_t sleeper = ::gettid();
  CHECK(request.read() == 0);
  std::thread other([&client = client, sleeper] {
    procfs::waitUntilAsleepIn(sleeper, {"futex"});
    sendAll(client.get(), "hello");
  });
  request.wait();
  other.join();
  CHECK(request.error() == 0);
  CHECK(request.buffer == "hello");
}

std::atomic<pid_t> calledIn{0};
std::atomic<int> calledWith{0};

void noteCall(sigval value) {
  calledWith = value.sival_int;
  calledIn = ::gettid();
}
extern "C" void noteSignal(int, siginfo_t* info, void*) {
  noteCall(info->si_value);
}

// Reads one byte and returns the thread that was told of it.
pid_t threadTold(const sigevent& event) {
  const auto [client, server] = localPair();
  Request request(server.get(), "?");
  request.control->aio_sigevent = event;
  request.control->aio_sigevent.sigev_value.sival_int = 7;
  calledIn = 0;
  CHECK(request.read() == 0);
  sendAll(client.get(), "x");
  waitUntil("somebody is told", [] { return calledIn != 0; });
  CHECK(calledWith == 7);
  CHECK(request.error() == 0);
  return calledIn;
}

TEST_CASE("SIGEV_THREAD calls a function in a thread made for it") {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD;
  event.sigev_notify_function = noteCall;
  const pid_t thread = threadTold(event);
  CHECK(thread != ::gettid());
  waitUntil("it has ended", [&] {
    return std::ranges::count(procfs::threads(::getpid()), thread) == 0;
  });
}

TEST_CASE("SIGEV_SIGNAL sends a signal that no thread of glibc handles") {
  struct sigaction action {};
  action.sa_sigaction = noteSignal;
  action.sa_flags = SA_SIGINFO;
  check("sigaction", ::sigaction(SIGRTMIN, &action, nullptr));
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMIN;
  CHECK(threadTold(event) == ::gettid());
}

}  // namespace
}  // namespace oneloop::testing
