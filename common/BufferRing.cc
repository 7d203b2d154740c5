#include "common/BufferRing.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>

#include "common/check.h"

namespace oneloop {
namespace {

io_uring_buf_ring* allocateRing(unsigned count) {
  constexpr std::size_t kPage = 4'096;
  const std::size_t size = std::max(kPage, count * sizeof(io_uring_buf));
  void* const memory = std::aligned_alloc(kPage, size);
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<io_uring_buf_ring*>(memory);
}

}  // namespace

BufferRing::BufferRing(unsigned count, std::size_t size)
    : count_(count),
      size_(size),
      memory_(std::make_unique_for_overwrite<char[]>(count * size)),
      ring_(allocateRing(count)) {
  ::io_uring_buf_ring_init(ring_.get());
  for (unsigned id = 0; id < count; ++id) {
    giveBack(static_cast<unsigned short>(id));
  }
}

// #region use
void BufferRing::lendTo(Ring& ring) {
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(ring_.get());
  registration.ring_entries = count_;
  registration.bgid = kGroup;
  const int result = ::io_uring_register_buf_ring(ring.get(), &registration, 0);
  if (result < 0) {
    errno = -result;
    throwErrno("io_uring_register a buffer ring (it needs Linux 5.19)");
  }
}

void BufferRing::giveBack(unsigned short id) {
  // A store into shared memory, no system call.
  ::io_uring_buf_ring_add(ring_.get(), at(id), static_cast<unsigned>(size_), id,
                          ::io_uring_buf_ring_mask(count_), 0);
  ::io_uring_buf_ring_advance(ring_.get(), 1);
}
// #endregion use

}  // namespace oneloop
