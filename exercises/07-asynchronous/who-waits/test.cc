#include <aio.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <string>

#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "exercises/07-asynchronous/who-waits/questions.h"

namespace oneloop::testing {
namespace {

struct Request {
  explicit Request(int fd) {
    control->aio_fildes = fd;
    control->aio_buf = &byte;
    control->aio_nbytes = 1;
    control->aio_sigevent.sigev_notify = SIGEV_NONE;
  }
  void read() { check("aio_read", ::aio_read(control.get())); }
  void write() { check("aio_write", ::aio_write(control.get())); }
  std::string error() const {
    const int error = ::aio_error(control.get());
    return error == 0 ? "0" : strerrorname_np(error);
  }
  void wait() const {
    const std::array<const aiocb*, 1> list{control.get()};
    // It may return early: a late wake-up of the last wait ends this one.
    while (::aio_error(control.get()) == EINPROGRESS) {
      check("aio_suspend", ::aio_suspend(list.data(), 1, nullptr));
    }
  }
  std::string cancel() {
    const bool cancelled =
        ::aio_cancel(control->aio_fildes, control.get()) == AIO_CANCELED;
    return cancelled ? "AIO_CANCELED" : "AIO_NOTCANCELED";
  }

  char byte = 'x';
  std::unique_ptr<aiocb> control = std::make_unique<aiocb>();
};

std::size_t asleepInRead() {
  return procfs::threadsAsleepIn(::getpid(), "read");
}

TEST_CASE("question 1: how many threads wait") {
  const Answer answer("kThreads", kThreads, {"0", "1", "3"});
  std::array<Connection, 3> pairs{localPair(), localPair(), localPair()};
  std::deque<Request> requests;
  for (const Connection& pair : pairs) {
    requests.emplace_back(pair.server.get());
    requests.back().read();
  }
  steps::add("the program", "calls aio_read for three sockets");
  waitUntil("the requests have begun", [] { return asleepInRead() >= 3; });
  const std::string threads = std::to_string(asleepInRead());
  for (const Connection& pair : pairs) sendAll(pair.client.get(), "x");
  for (const Request& request : requests) request.wait();
  answer.compareWith(threads);
}

TEST_CASE("questions 2 to 4: a write behind a read") {
  const Answer behind("kWriteBehindRead", kWriteBehindRead,
                      {"0", "EINPROGRESS"});
  const Answer started("kCancelStarted", kCancelStarted,
                       {"AIO_CANCELED", "AIO_NOTCANCELED"});
  const Answer waiting("kCancelWaiting", kCancelWaiting,
                       {"AIO_CANCELED", "AIO_NOTCANCELED"});
  const Connection pair = localPair();
  const Fd copy = duplicate(pair.server);
  Request read(pair.server.get());
  Request write(pair.server.get());
  Request other(copy.get());
  read.read();
  waitUntil("the read has begun", [] { return asleepInRead() == 1; });
  write.write();
  // Begun later, done earlier: so the first write has had its time.
  other.write();
  other.wait();
  receiveExactly(pair.client.get(), 1);
  const std::string error = write.error();
  const std::string first = read.cancel();
  const std::string second = write.cancel();
  ::shutdown(pair.server.get(), SHUT_RDWR);
  read.wait();
  behind.compareWith(error);
  started.compareWith(first);
  waiting.compareWith(second);
}

TEST_CASE("question 5: a socket with O_NONBLOCK") {
  const Answer answer("kNonBlocking", kNonBlocking, {"EINPROGRESS", "EAGAIN"});
  const Connection pair = localPair();
  setNonBlocking(pair.server.get());
  Request request(pair.server.get());
  request.read();
  request.wait();
  answer.compareWith(request.error());
}

}  // namespace
}  // namespace oneloop::testing
