#include "common/testing/Client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/check.h"
#include "common/testing/Steps.h"

namespace oneloop::testing {
namespace {

using Clock = std::chrono::steady_clock;

std::string sizeOf(std::string_view bytes) {
  return bytes.size() == 1 ? "1 byte" : fmt::format("{} bytes", bytes.size());
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000);
}

}  // namespace

Client::Client(const SocketAddress& server, std::string name,
               std::chrono::milliseconds deadline)
    : name_(std::move(name)), deadline_(deadline) {
  step("connects");
  socket_.reset(
      check("socket", ::socket(server.family(),
                               SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  if (::connect(fd(), server.get(), server.size()) == 0) return;
  if (errno != EINPROGRESS)
    fail(fmt::format("connect: {}", strerrordesc_np(errno)));
  if (!waitFor(POLLOUT, Clock::now() + deadline_)) {
    fail(fmt::format("could not connect in {}", seconds(deadline_)));
  }
  int error = 0;
  socklen_t size = sizeof error;
  check("getsockopt SO_ERROR",
        ::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size));
  if (error != 0) fail(fmt::format("connect: {}", strerrordesc_np(error)));
}

void Client::step(std::string_view what) const { steps::add(name_, what); }

void Client::fail(std::string_view reason) const {
  throw Failure(name_, reason);
}

bool Client::waitFor(short events, Clock::time_point end) const {
  pollfd watched{fd(), events, 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    const int n = ::poll(
        &watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (n >= 0) return n > 0;
    if (errno != EINTR) throwErrno("poll");
  }
}

bool Client::waitReadable(std::chrono::milliseconds timeout) const {
  return waitFor(POLLIN, Clock::now() + timeout);
}

std::size_t Client::sendSome(std::string_view bytes) {
  const ssize_t n = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) return static_cast<std::size_t>(n);
  if (errno == EAGAIN || errno == EINTR) return 0;
  fail(fmt::format("send: {}", strerrordesc_np(errno)));
}

void Client::send(std::string_view bytes) {
  step(fmt::format("sends {} ({})", quoted(bytes), sizeOf(bytes)));
  const auto end = Clock::now() + deadline_;
  while (!bytes.empty()) {
    if (!waitFor(POLLOUT, end)) {
      fail(
          fmt::format("could not send the last {} in {}; the server does not "
                      "read",
                      sizeOf(bytes), seconds(deadline_)));
    }
    bytes.remove_prefix(sendSome(bytes));
  }
}

std::string Client::receiveSome(std::size_t n) {
  std::string buffer(n, '\0');
  const ssize_t got = ::recv(fd(), buffer.data(), buffer.size(), 0);
  if (got < 0 && errno != EAGAIN && errno != EINTR) {
    fail(fmt::format("recv: {}", strerrordesc_np(errno)));
  }
  if (got == 0) fail("the server closed the connection");
  buffer.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return buffer;
}

std::string Client::receive(std::size_t n, std::chrono::milliseconds deadline) {
  step(fmt::format("expects {} bytes within {}", n, seconds(deadline)));
  const auto end = Clock::now() + deadline;
  std::string all;
  while (all.size() < n) {
    if (!waitFor(POLLIN, end)) {
      fail(fmt::format(
          "received {} of {} bytes in {}: {}", all.size(), n, seconds(deadline),
          all.empty() ? "the server did not answer" : quoted(all)));
    }
    all += receiveSome(std::min<std::size_t>(n - all.size(), 1 << 20));
  }
  return all;
}

void Client::expectEcho(std::string_view bytes) {
  send(bytes);
  if (const std::string answer = receive(bytes.size()); answer != bytes) {
    fail(fmt::format("expected {} back, received {}", quoted(bytes),
                     quoted(answer)));
  }
}

Client::End Client::expectClosed() {
  step("expects the connection to end");
  const auto end = Clock::now() + deadline_;
  std::string dropped(1 << 16, '\0');
  for (;;) {
    if (!waitFor(POLLIN, end)) {
      fail(fmt::format("the connection is still open after {}",
                       seconds(deadline_)));
    }
    const ssize_t n = ::recv(fd(), dropped.data(), dropped.size(), 0);
    if (n == 0) return End::kEnd;
    if (n < 0 && errno == ECONNRESET) return End::kReset;
    if (n < 0 && errno != EAGAIN && errno != EINTR) throwErrno("recv");
  }
}

void Client::expectEnd() {
  step("expects the end of the stream");
  if (!waitReadable(deadline_)) {
    fail(fmt::format("the stream has not ended after {}", seconds(deadline_)));
  }
  char byte = 0;
  const ssize_t n = ::recv(fd(), &byte, 1, 0);
  if (n < 0) fail(fmt::format("recv: {}", strerrordesc_np(errno)));
  if (n > 0) fail("received a byte, expected the end of the stream");
}

void Client::halfClose() {
  step("closes its sending half");
  check("shutdown", ::shutdown(fd(), SHUT_WR));
}

void Client::reset() {
  step("resets the connection");
  // Lingering for 0 seconds: close throws away what is unsent and sends RST.
  const linger now{1, 0};
  check("setsockopt SO_LINGER",
        ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now));
  socket_.reset();
}

void Client::close() {
  step("closes the connection");
  socket_.reset();
}

}  // namespace oneloop::testing
