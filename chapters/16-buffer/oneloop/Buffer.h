#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "oneloop/StringPiece.h"

namespace oneloop {

// #region class
/// Bytes on their way between a socket and the program: read at the front,
/// appended at the back.
///
///   +-------------------+------------------+------------------+
///   | prependable bytes |  readable bytes  |  writable bytes  |
///   +-------------------+------------------+------------------+
///   0      <=      readerIndex   <=   writerIndex    <=     size
///
///  1. It owns no memory until there is something to hold, or beginWrite() says
///     where to write it; and shrink(0) on an empty one gives all of it back.
///  2. Pointers into it (peek, toStringPiece, findCRLF) are valid until the
///     next call that changes it.
///  3. Asking for more than there is throws std::out_of_range, in every build:
///     what a peer sends must never decide what memory is read.
///  4. What was moved from is empty and may be used again.
///
/// Not thread-safe. muduo/net/Buffer.h, which takes its diagram from
/// org.jboss.netty.buffer.ChannelBuffer.
class Buffer {
 public:
  static constexpr std::size_t kCheapPrepend = 8;
  static constexpr std::size_t kInitialSize = 1024;

  /// `initialSize`: what is writable at first, once there is memory.
  explicit Buffer(std::size_t initialSize = kInitialSize) noexcept
      : size_(kCheapPrepend + initialSize) {}
  Buffer(const Buffer& other);
  Buffer& operator=(const Buffer& other);
  Buffer(Buffer&& other) noexcept : Buffer() { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer() = default;
  void swap(Buffer& other) noexcept;

  std::size_t readableBytes() const noexcept { return writer_ - reader_; }
  std::size_t writableBytes() const noexcept { return size_ - writer_; }
  std::size_t prependableBytes() const noexcept { return reader_; }

  /// The first readable byte; readableBytes() of them are there.
  const char* peek() const noexcept { return at(reader_); }
  StringPiece toStringPiece() const noexcept {
    return {peek(), readableBytes()};
  }
  // #endregion class

  /// Where "\r\n" or '\n' stands, from the front or from `start` on, which
  /// must point to what is readable; nullptr if nowhere.
  const char* findCRLF() const noexcept { return find("\r\n", peek()); }
  const char* findCRLF(const char* start) const;
  const char* findEOL() const noexcept { return find("\n", peek()); }
  const char* findEOL(const char* start) const;

  /// Take from the front.
  void retrieve(std::size_t length);
  void retrieveUntil(const char* end);
  void retrieveInt64() { retrieve(sizeof(std::int64_t)); }
  void retrieveInt32() { retrieve(sizeof(std::int32_t)); }
  void retrieveInt16() { retrieve(sizeof(std::int16_t)); }
  void retrieveInt8() { retrieve(sizeof(std::int8_t)); }
  void retrieveAll() noexcept { reader_ = writer_ = kCheapPrepend; }
  std::string retrieveAllAsString();
  std::string retrieveAsString(std::size_t length);

  /// Add at the back. The bytes may be the buffer's own.
  void append(std::string_view bytes) { append(bytes.data(), bytes.size()); }
  void append(const char* bytes, std::size_t length);
  void append(const void* bytes, std::size_t length) {
    append(static_cast<const char*>(bytes), length);
  }

  /// Or write there yourself: up to writableBytes() bytes from beginWrite() on;
  /// ensureWritableBytes() makes more room. Then say how many. In a constant
  /// buffer, beginWrite() is where the readable bytes end.
  void ensureWritableBytes(std::size_t length);
  char* beginWrite() {
    if (data_ == nullptr) reallocate(size_);
    return at(writer_);
  }
  const char* beginWrite() const noexcept { return at(writer_); }
  void hasWritten(std::size_t length);
  /// Take back from the end.
  void unwrite(std::size_t length);

  // #region integers
  /// Integers in network order, big-endian.
  void appendInt64(std::int64_t value) { appendInt(value); }
  void appendInt32(std::int32_t value) { appendInt(value); }
  void appendInt16(std::int16_t value) { appendInt(value); }
  void appendInt8(std::int8_t value) { appendInt(value); }
  std::int64_t peekInt64() const { return peekInt<std::int64_t>(); }
  std::int32_t peekInt32() const { return peekInt<std::int32_t>(); }
  std::int16_t peekInt16() const { return peekInt<std::int16_t>(); }
  std::int8_t peekInt8() const { return peekInt<std::int8_t>(); }
  std::int64_t readInt64() { return readInt<std::int64_t>(); }
  std::int32_t readInt32() { return readInt<std::int32_t>(); }
  std::int16_t readInt16() { return readInt<std::int16_t>(); }
  std::int8_t readInt8() { return readInt<std::int8_t>(); }

  /// In front of what is readable: a header, when its content is known. There
  /// are prependableBytes() bytes of room, kCheapPrepend at least in a buffer
  /// from which nothing was retrieved.
  void prependInt64(std::int64_t value) { prependInt(value); }
  void prependInt32(std::int32_t value) { prependInt(value); }
  void prependInt16(std::int16_t value) { prependInt(value); }
  void prependInt8(std::int8_t value) { prependInt(value); }
  void prepend(const void* bytes, std::size_t length);
  // #endregion integers

  /// Gives back the memory that is not needed for what is readable and
  /// `reserve` bytes more.
  void shrink(std::size_t reserve);
  /// For when what was read has been handled: gives back all memory if it is
  /// empty, and most of it if it holds little in much.
  void trim() {
    if (reader_ == writer_) [[likely]] {
      giveBack();
    } else if (capacity_ >= kSpareSize && readableBytes() < capacity_ / 4) {
      shrink(0);
    }
  }
  /// Bytes of memory that it owns.
  std::size_t internalCapacity() const noexcept { return capacity_; }

  /// Reads what the socket has, up to the room there is and 64 KiB more, in
  /// one read(2) or readv(2). Returns its result; if that is -1, *savedErrno is
  /// errno. If it owned no memory it owns 64 KiB now, until trim() or shrink().
  ssize_t readFd(int fd, int* savedErrno);

 private:
  // The block that the buffers of a thread lend each other: one that owns no
  // memory reads into it. Most messages are handled at once, and leave the
  // buffer empty again. It is an address, or one of two marks, so that one
  // comparison tells whether to read into it, or to take it back; a unique_ptr
  // would cost each access a look whether the thread has begun to use it.
  static constexpr std::size_t kSpareSize = kCheapPrepend + 65'536;
  static constexpr std::uintptr_t kNoSpare = 0;  // the thread lends none
  static constexpr std::uintptr_t kLent = 1;     // a buffer has it
  static constinit thread_local std::uintptr_t spare_;

  template <typename Int>
  void appendInt(Int value);
  template <typename Int>
  Int peekInt() const;
  template <typename Int>
  Int readInt();
  template <typename Int>
  void prependInt(Int value);

  char* at(std::size_t index) const noexcept {
    return data_ == nullptr ? nullptr : data_.get() + index;
  }
  const char* find(std::string_view what, const char* start) const noexcept;
  void checkReadable(const char* call, std::size_t length) const;
  void reallocate(std::size_t capacity);
  void giveBack() noexcept;
  static void allocateSpare();
  ssize_t readAndSpill(int fd, int* savedErrno);

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;  // of data_
  std::size_t size_;          // what is used of it; or will be, once there is
  std::size_t reader_ = kCheapPrepend;
  std::size_t writer_ = kCheapPrepend;
};

// #region lend
// These two are inline because each message comes this way.
inline ssize_t Buffer::readFd(int fd, int* savedErrno) {
  if (data_ != nullptr) return readAndSpill(fd, savedErrno);
  // No allocation and no copy: the thread's block becomes the buffer's.
  if (spare_ <= kLent) allocateSpare();
  char* const block = reinterpret_cast<char*>(spare_);  // NOLINT
  const ssize_t n =
      ::read(fd, block + kCheapPrepend, kSpareSize - kCheapPrepend);
  if (n > 0) {
    spare_ = kLent;
    data_.reset(block);
    capacity_ = size_ = kSpareSize;
    writer_ = kCheapPrepend + static_cast<std::size_t>(n);
  } else if (n == -1) {
    *savedErrno = errno;
  }
  return n;
}

inline void Buffer::giveBack() noexcept {
  if (capacity_ == kSpareSize && spare_ == kLent) [[likely]] {
    spare_ = reinterpret_cast<std::uintptr_t>(data_.release());
  } else {
    data_.reset();
  }
  capacity_ = 0;
  size_ = kCheapPrepend + kInitialSize;
  retrieveAll();
}
// #endregion lend

}  // namespace oneloop
