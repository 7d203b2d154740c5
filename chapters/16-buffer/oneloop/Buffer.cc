#include "oneloop/Buffer.h"

#include <endian.h>
#include <fmt/core.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <utility>

namespace oneloop {
namespace {

constexpr std::size_t kFewBytes = 4'096;

[[noreturn]] void outOfRange(const char* call, std::size_t wanted,
                             std::size_t available) {
  throw std::out_of_range(fmt::format("Buffer::{}: {} bytes where there are {}",
                                      call, wanted, available));
}

std::int64_t swapToNetwork(std::int64_t value) {
  return static_cast<std::int64_t>(htobe64(static_cast<std::uint64_t>(value)));
}
std::int32_t swapToNetwork(std::int32_t value) {
  return static_cast<std::int32_t>(htobe32(static_cast<std::uint32_t>(value)));
}
std::int16_t swapToNetwork(std::int16_t value) {
  return static_cast<std::int16_t>(htobe16(static_cast<std::uint16_t>(value)));
}
std::int8_t swapToNetwork(std::int8_t value) { return value; }

}  // namespace

constinit thread_local std::uintptr_t Buffer::spare_ = Buffer::kNoSpare;

Buffer::Buffer(const Buffer& other) : Buffer() {
  append(other.toStringPiece());
}

Buffer& Buffer::operator=(const Buffer& other) {
  Buffer copy(other);
  swap(copy);
  return *this;
}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  Buffer taken(std::move(other));
  swap(taken);
  return *this;
}

void Buffer::swap(Buffer& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(capacity_, other.capacity_);
  std::swap(size_, other.size_);
  std::swap(reader_, other.reader_);
  std::swap(writer_, other.writer_);
}

const char* Buffer::findCRLF(const char* start) const {
  checkReadable("findCRLF", static_cast<std::size_t>(start - peek()));
  return find("\r\n", start);
}

const char* Buffer::findEOL(const char* start) const {
  checkReadable("findEOL", static_cast<std::size_t>(start - peek()));
  return find("\n", start);
}

const char* Buffer::find(std::string_view what,
                         const char* start) const noexcept {
  const std::string_view rest(start,
                              static_cast<std::size_t>(beginWrite() - start));
  const std::size_t place = rest.find(what);
  return place == std::string_view::npos ? nullptr : start + place;
}

// #region retrieve
void Buffer::retrieve(std::size_t length) {
  checkReadable("retrieve", length);
  if (length < readableBytes()) {
    reader_ += length;
  } else {
    retrieveAll();  // back to the start: all the room is writable again
  }
}
// #endregion retrieve

void Buffer::retrieveUntil(const char* end) {
  retrieve(static_cast<std::size_t>(end - peek()));
}

std::string Buffer::retrieveAllAsString() {
  return retrieveAsString(readableBytes());
}

std::string Buffer::retrieveAsString(std::size_t length) {
  checkReadable("retrieveAsString", length);
  std::string bytes(peek(), length);
  retrieve(length);
  return bytes;
}

// #region append
void Buffer::append(const char* bytes, std::size_t length) {
  if (length == 0) return;
  if (length > writableBytes() || data_ == nullptr) {
    // Bytes of our own move along when room is made.
    const bool ours = std::greater_equal<>()(bytes, peek()) &&
                      std::less<>()(bytes, at(writer_));
    const std::ptrdiff_t place = ours ? bytes - peek() : 0;
    ensureWritableBytes(length);
    if (ours) bytes = peek() + place;
  }
  std::memcpy(at(writer_), bytes, length);
  writer_ += length;
}

void Buffer::ensureWritableBytes(std::size_t length) {
  const std::size_t readable = readableBytes();
  // What was prepended may have taken the room there.
  const std::size_t inFront = std::max(reader_, kCheapPrepend) - kCheapPrepend;
  // To move is worth it if as many bytes at least were retrieved as must be
  // moved, which pays for it; or if they are few.
  const bool worthMoving = readable <= std::max(inFront, kFewBytes);
  if (length <= writableBytes()) {
    if (data_ == nullptr) reallocate(size_);
  } else if (length <= writableBytes() + inFront && worthMoving) {
    if (data_ == nullptr) reallocate(size_);
    std::memmove(data_.get() + kCheapPrepend, peek(), readable);
    reader_ = kCheapPrepend;
    writer_ = reader_ + readable;
  } else {
    if (length > PTRDIFF_MAX - writer_) throw std::length_error("Buffer");
    const std::size_t wanted = writer_ + length;
    // Twice as much each time: to append n bytes one by one costs O(n).
    if (wanted > capacity_) reallocate(std::max(wanted, 2 * capacity_));
    size_ = wanted;
  }
}
// #endregion append

void Buffer::reallocate(std::size_t capacity) {
  auto data = std::make_unique_for_overwrite<char[]>(capacity);
  if (data_ != nullptr) {
    std::memcpy(data.get() + reader_, peek(), readableBytes());
  }
  data_ = std::move(data);
  capacity_ = capacity;
}

void Buffer::hasWritten(std::size_t length) {
  // Where there is no memory yet, nobody can have written.
  const std::size_t room = data_ == nullptr ? 0 : writableBytes();
  if (length > room) outOfRange("hasWritten", length, room);
  writer_ += length;
}

void Buffer::unwrite(std::size_t length) {
  checkReadable("unwrite", length);
  writer_ -= length;
}

// #region integers
template <typename Int>
void Buffer::appendInt(Int value) {
  const Int bytes = swapToNetwork(value);
  append(&bytes, sizeof bytes);
}

template <typename Int>
Int Buffer::peekInt() const {
  checkReadable("peekInt", sizeof(Int));
  Int bytes = 0;
  std::memcpy(&bytes, peek(), sizeof bytes);  // it need not be aligned
  return swapToNetwork(bytes);
}

template <typename Int>
Int Buffer::readInt() {
  const Int value = peekInt<Int>();
  retrieve(sizeof(Int));
  return value;
}

template <typename Int>
void Buffer::prependInt(Int value) {
  const Int bytes = swapToNetwork(value);
  prepend(&bytes, sizeof bytes);
}
// #endregion integers

template void Buffer::appendInt(std::int64_t);
template void Buffer::appendInt(std::int32_t);
template void Buffer::appendInt(std::int16_t);
template void Buffer::appendInt(std::int8_t);
template std::int64_t Buffer::peekInt() const;
template std::int32_t Buffer::peekInt() const;
template std::int16_t Buffer::peekInt() const;
template std::int8_t Buffer::peekInt() const;
template std::int64_t Buffer::readInt();
template std::int32_t Buffer::readInt();
template std::int16_t Buffer::readInt();
template std::int8_t Buffer::readInt();
template void Buffer::prependInt(std::int64_t);
template void Buffer::prependInt(std::int32_t);
template void Buffer::prependInt(std::int16_t);
template void Buffer::prependInt(std::int8_t);

void Buffer::prepend(const void* bytes, std::size_t length) {
  if (length > prependableBytes()) {
    outOfRange("prepend", length, prependableBytes());
  }
  if (data_ == nullptr) reallocate(size_);
  reader_ -= length;
  std::memcpy(data_.get() + reader_, bytes, length);
}

// #region memory
void Buffer::shrink(std::size_t reserve) {
  Buffer other;
  if (readableBytes() + reserve > 0) {
    other.ensureWritableBytes(readableBytes() + reserve);
    other.append(toStringPiece());
  }
  swap(other);
  other.giveBack();
}
// #endregion memory

void Buffer::allocateSpare() {
  struct AtEndOfThread {
    ~AtEndOfThread() {
      const std::uintptr_t last = std::exchange(spare_, kNoSpare);
      if (last > kLent) delete[] reinterpret_cast<char*>(last);  // NOLINT
    }
  };
  static thread_local const AtEndOfThread atEndOfThread;
  spare_ = reinterpret_cast<std::uintptr_t>(
      std::make_unique_for_overwrite<char[]>(kSpareSize).release());
}

// #region read-and-spill
// It can take much in one call although the buffer is small, so the buffer can
// stay small: what does not fit waits on the stack.
ssize_t Buffer::readAndSpill(int fd, int* savedErrno) {
  std::array<char, 65'536> spill;  // NOLINT: not initialised, on purpose
  const std::size_t room = writableBytes();
  const std::array<iovec, 2> places{iovec{beginWrite(), room},
                                    iovec{spill.data(), spill.size()}};
  const ssize_t n = ::readv(fd, places.data(), 2);
  if (n == -1) {
    *savedErrno = errno;
    return n;
  }
  const auto taken = static_cast<std::size_t>(n);
  const std::size_t placed = std::min(taken, room);
  writer_ += placed;
  append(spill.data(), taken - placed);
  return n;
}
// #endregion read-and-spill

void Buffer::checkReadable(const char* call, std::size_t length) const {
  if (length > readableBytes()) outOfRange(call, length, readableBytes());
}

}  // namespace oneloop
