#pragma once

#include <compare>
#include <cstdint>

namespace oneloop {

/// Stands for a timer, to cancel it by. It stays valid for ever: the id of a
/// timer that is gone stands for nothing. A value; safe from any thread.
///
/// muduo/net/TimerId.h, which holds a pointer to the timer as well.
class TimerId {
 public:
  /// Stands for no timer.
  constexpr TimerId() noexcept = default;

  /// An id that no other timer of this process has, greater than all before.
  static TimerId next() noexcept;

  constexpr std::int64_t sequence() const noexcept { return sequence_; }
  friend constexpr auto operator<=>(TimerId, TimerId) noexcept =
      default;  // NOLINT(modernize-use-nullptr): the check's own mistake

 private:
  constexpr explicit TimerId(std::int64_t sequence) noexcept
      : sequence_(sequence) {}

  std::int64_t sequence_ = 0;
};

}  // namespace oneloop
