#pragma once

#include <liburing.h>

#include <cstdint>
#include <optional>
#include <string>

namespace oneloop {

/// What the kernel says of an operation that has completed.
struct Completion {
  std::uint64_t data = 0;   // what the operation was submitted with
  int result = 0;           // what the call would return, or -errno
  std::uint32_t flags = 0;  // IORING_CQE_F_...

  /// The operation goes on: other completions will follow this one.
  bool more() const { return (flags & IORING_CQE_F_MORE) != 0; }
};

// #region class
/// The two queues of an io_uring (io_uring(7)): a program writes operations
/// into one, the kernel writes completions into the other.
///
///   ::io_uring_prep_recv(ring.entry(7), fd, buffer, size, 0);
///   ring.submitAndWait(1);
///   while (const auto done = ring.take()) ...  // done->data == 7
///
/// From the submission of an operation to its completion, its buffer belongs
/// to the kernel. So a Ring is destroyed before the buffers are: declare it
/// behind them. Not thread-safe: one thread creates it and uses it.
class Ring {
 public:
  /// Room for `entries` operations between two submissions. Throws
  /// std::system_error if the kernel has no io_uring, or forbids it here.
  explicit Ring(unsigned entries);

  /// Cancels what is in flight and waits for its end.
  ~Ring();
  Ring(const Ring&) = delete;

  io_uring* get() noexcept { return &ring_; }

  /// From now on, prints a line to standard error when an operation is
  /// prepared, when the queue is submitted, and when a completion is taken.
  /// `names` says what was submitted with `data`: "recv 7".
  using NameOf = std::string (*)(std::uint64_t data);
  void show(NameOf names) noexcept { nameOf_ = names; }

  /// A free entry of the submission queue, for io_uring_prep_...(3). If the
  /// queue is full, it is submitted first.
  io_uring_sqe* entry(std::uint64_t data);

  /// Submits what was written, then waits until `n` completions are there: in
  /// one system call. Returns early if a signal comes.
  void submitAndWait(unsigned n);

  /// Takes the next completion off its queue, if there is one: no system call.
  std::optional<Completion> take();

 private:
  std::string named(std::uint64_t data) const;
  std::string inWords(const Completion& done) const;

  io_uring ring_{};
  NameOf nameOf_ = nullptr;
  unsigned inFlight_ = 0;
};
// #endregion class

}  // namespace oneloop
