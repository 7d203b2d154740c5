// Two questions about every call: does it wait, and who copies the bytes? The
// four answers, each played with a socket pair whose other end speaks late.

#include <aio.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop {
namespace {

// A socket to read from. The other end says "hello" in a tenth of a second.
class LateHello {
 public:
  LateHello() {
    std::array<int, 2> ends{};
    check("socketpair",
          ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()));
    ours_.reset(ends[0]);
    theirs_.reset(ends[1]);
    speaker_ = std::thread([this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      check("write", ::write(theirs_.get(), "hello", 5));
    });
  }
  ~LateHello() { speaker_.join(); }
  int fd() const { return ours_.get(); }

 private:
  Fd ours_;
  Fd theirs_;
  std::thread speaker_;
};

void say(std::string_view cell, std::string_view text) {
  std::printf("%-26s %.*s\n", cell.data(), static_cast<int>(text.size()),
              text.data());
}

std::string inQuotes(const char* bytes, ssize_t n) {
  return '"' + std::string(bytes, static_cast<std::size_t>(n)) + '"';
}

// #region synchronous
void synchronousBlocking() {
  const LateHello hello;
  char bytes[5];
  const ssize_t n = check("read", ::read(hello.fd(), bytes, sizeof bytes));
  say("synchronous, blocking",
      "read waited, then returned " + inQuotes(bytes, n));
}

void synchronousNonBlocking() {
  const LateHello hello;
  const int flags = check("fcntl", ::fcntl(hello.fd(), F_GETFL));
  check("fcntl", ::fcntl(hello.fd(), F_SETFL, flags | O_NONBLOCK));
  char bytes[5];
  ssize_t n = 0;
  bool refused = false;
  while ((n = ::read(hello.fd(), bytes, sizeof bytes)) < 0) {
    if (errno != EAGAIN) throwErrno("read");
    refused = true;  // here it could do other work
  }
  say("synchronous, non-blocking",
      std::string(refused ? "read failed with EAGAIN" : "read did not fail") +
          ", a later one returned " + inQuotes(bytes, n));
}
// #endregion synchronous

// #region asynchronous
aiocb readInto(char* bytes, std::size_t size, int fd) {
  aiocb request{};
  request.aio_fildes = fd;
  request.aio_buf = bytes;
  request.aio_nbytes = size;
  request.aio_sigevent.sigev_notify = SIGEV_NONE;
  return request;
}

void asynchronousBlocking() {
  const LateHello hello;
  char bytes[5];
  aiocb request = readInto(bytes, sizeof bytes, hello.fd());
  check("aio_read", ::aio_read(&request));
  const std::array<const aiocb*, 1> list{&request};
  while (::aio_error(&request) == EINPROGRESS) {
    check("aio_suspend", ::aio_suspend(list.data(), int{list.size()}, nullptr));
  }
  say("asynchronous, blocking",
      "aio_suspend waited for " + inQuotes(bytes, ::aio_return(&request)));
}

void asynchronousNonBlocking() {
  const LateHello hello;
  char bytes[5];
  aiocb request = readInto(bytes, sizeof bytes, hello.fd());
  check("aio_read", ::aio_read(&request));
  bool pending = false;
  while (::aio_error(&request) == EINPROGRESS) {
    pending = true;  // here it could do other work
  }
  say("asynchronous, non-blocking",
      std::string(pending ? "aio_error said EINPROGRESS"
                          : "there was no wait") +
          ", later 0 for " + inQuotes(bytes, ::aio_return(&request)));
}
// #endregion asynchronous

}  // namespace
}  // namespace oneloop

int main() {
  oneloop::synchronousBlocking();
  oneloop::synchronousNonBlocking();
  oneloop::asynchronousBlocking();
  oneloop::asynchronousNonBlocking();
}
