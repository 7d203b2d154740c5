#include "common/Ring.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "common/check.h"

namespace oneloop {
namespace {

// #region setup
// One thread submits; completions are made ready when it waits for them, not
// in the middle of its other work. Linux 6.1 knows all three flags.
constexpr unsigned kOneThread = IORING_SETUP_SINGLE_ISSUER |
                                IORING_SETUP_COOP_TASKRUN |
                                IORING_SETUP_DEFER_TASKRUN;

void setUp(io_uring& ring, unsigned entries) {
  int result = ::io_uring_queue_init(entries, &ring, kOneThread);
  if (result == -EINVAL) {  // an older kernel
    result = ::io_uring_queue_init(entries, &ring, 0);
  }
  if (result < 0) {
    throw std::system_error(
        -result, std::generic_category(),
        "no io_uring: this kernel has none, or forbids it: io_uring_setup");
  }
}
// #endregion setup

constexpr std::uint64_t kCancelAll = ~std::uint64_t{0};

// One system call a line, at once: so the lines stand in strace's output where
// they belong.
void print(const std::string& line) {
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, line.data(), line.size());
}

// The call may be made again: nothing is lost, the queue still holds what was
// not submitted.
bool worthAnotherTry(int error) {
  return error == EINTR || error == EAGAIN || error == EBUSY;
}

}  // namespace

Ring::Ring(unsigned entries) { setUp(ring_, entries); }

// #region end
Ring::~Ring() {
  try {
    ::io_uring_prep_cancel64(entry(kCancelAll), 0,
                             IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
    while (inFlight_ > 0) {
      submitAndWait(1);
      while (const auto done = take()) {
        // Before Linux 5.19 it cannot cancel all: the kernel then does so by
        // itself, some time after the ring is closed.
        if (done->data == kCancelAll && done->result == -EINVAL) inFlight_ = 0;
      }
    }
  } catch (const std::system_error&) {
    // The ring is unusable: closing it is all that is left.
  }
  ::io_uring_queue_exit(&ring_);
}
// #endregion end

// #region queues
io_uring_sqe* Ring::entry(std::uint64_t data) {
  io_uring_sqe* free = nullptr;
  while ((free = ::io_uring_get_sqe(&ring_)) == nullptr) submitAndWait(0);
  ::io_uring_sqe_set_data64(free, data);
  if (nameOf_) print("prepare  " + named(data) + "\n");
  ++inFlight_;
  return free;
}

void Ring::submitAndWait(unsigned n) {
  if (nameOf_) {
    print("submit   " + std::to_string(::io_uring_sq_ready(&ring_)) +
          ", wait for " + std::to_string(n) + "\n");
  }
  const int result = ::io_uring_submit_and_wait(&ring_, n);
  if (result >= 0 || worthAnotherTry(-result)) return;
  errno = -result;
  throwErrno("io_uring_enter");
}

std::optional<Completion> Ring::take() {
  io_uring_cqe* cqe = nullptr;
  if (::io_uring_peek_cqe(&ring_, &cqe) < 0) return std::nullopt;
  const Completion done{cqe->user_data, cqe->res, cqe->flags};
  ::io_uring_cqe_seen(&ring_, cqe);
  if (nameOf_) print("complete " + inWords(done) + "\n");
  if (!done.more()) --inFlight_;
  return done;
}
// #endregion queues

std::string Ring::named(std::uint64_t data) const {
  return data == kCancelAll ? "cancel all" : nameOf_(data);
}

// "recv 7 = 6", "accept 4 = -ECANCELED", "recv 7 = 6, F_MORE, buffer 0"
std::string Ring::inWords(const Completion& done) const {
  std::string words = named(done.data) + " = ";
  if (done.result < 0) {
    words += std::string("-") + ::strerrorname_np(-done.result);
  } else {
    words += std::to_string(done.result);
  }
  if (done.more()) words += ", F_MORE";
  if ((done.flags & IORING_CQE_F_BUFFER) != 0) {
    words +=
        ", buffer " + std::to_string(done.flags >> IORING_CQE_BUFFER_SHIFT);
  }
  return words;
}

}  // namespace oneloop
