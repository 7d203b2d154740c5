#pragma once

#include <liburing.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "common/Ring.h"

namespace oneloop {

// #region class
/// Buffers that the kernel may take as data arrives, instead of one buffer for
/// each receive that waits (io_uring_register_buf_ring(3)). An operation asks
/// for it with IOSQE_BUFFER_SELECT and this group's number.
///
/// A completion with IORING_CQE_F_BUFFER brings one, which then belongs to the
/// program until giveBack(). When none is left, a receive ends with ENOBUFS.
///
/// Declare it before its Ring: no operation may be in flight when it is
/// destroyed. Not thread-safe.
class BufferRing {
 public:
  static constexpr unsigned short kGroup = 0;

  /// `count` buffers, a power of two, of `size` bytes each.
  BufferRing(unsigned count, std::size_t size);

  /// Lends them to the kernel, once. Throws std::system_error before Linux
  /// 5.19, which has no such rings.
  void lendTo(Ring& ring);

  /// The number of the buffer that a completion brought, and its bytes.
  static unsigned short idOf(const Completion& done) {
    return static_cast<unsigned short>(done.flags >> IORING_CQE_BUFFER_SHIFT);
  }
  std::string_view bytes(unsigned short id, std::size_t n) const {
    return {at(id), n};
  }

  void giveBack(unsigned short id);

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  char* at(unsigned short id) const { return memory_.get() + id * size_; }

  const unsigned count_;
  const std::size_t size_;
  const std::unique_ptr<char[]> memory_;
  const std::unique_ptr<io_uring_buf_ring, Free> ring_;  // a whole page
};
// #endregion class

}  // namespace oneloop
