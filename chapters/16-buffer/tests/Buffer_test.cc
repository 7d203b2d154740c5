// Buffer: what goes in comes out, and what is not there cannot be asked for.

#include "oneloop/Buffer.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <cerrno>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a new buffer is empty and owns no memory") {
  const Buffer buffer;
  CHECK(buffer.readableBytes() == 0);
  CHECK(buffer.writableBytes() == Buffer::kInitialSize);
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend);
  CHECK(buffer.internalCapacity() == 0);
  CHECK(buffer.toStringPiece().empty());
}

TEST_CASE("what is appended is read in its order") {
  Buffer buffer;
  buffer.append(std::string(200, 'x'));
  CHECK(buffer.readableBytes() == 200);
  CHECK(buffer.writableBytes() == Buffer::kInitialSize - 200);
  CHECK(buffer.retrieveAsString(50) == std::string(50, 'x'));
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend + 50);
  buffer.append("yz");
  CHECK(buffer.retrieveAllAsString() == std::string(150, 'x') + "yz");
  CHECK(buffer.writableBytes() == Buffer::kInitialSize);
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend);
}

TEST_CASE("it grows when there is no room, and keeps what it holds") {
  Buffer buffer;
  buffer.append(std::string(400, 'y'));
  buffer.retrieve(50);
  buffer.append(std::string(1'000, 'z'));
  CHECK(buffer.readableBytes() == 1'350);
  CHECK(buffer.writableBytes() == 0);
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend + 50);
  CHECK(buffer.toStringPiece() ==
        std::string(350, 'y') + std::string(1'000, 'z'));
  buffer.retrieveAll();
  CHECK(buffer.writableBytes() == 1'400);
}

TEST_CASE("it moves what it holds to the front before it grows") {
  Buffer buffer;
  buffer.append(std::string(800, 'y'));
  buffer.retrieve(500);
  buffer.append(std::string(300, 'z'));
  CHECK(buffer.readableBytes() == 600);
  CHECK(buffer.writableBytes() == Buffer::kInitialSize - 600);
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend);
  CHECK(buffer.toStringPiece() ==
        std::string(300, 'y') + std::string(300, 'z'));
}

TEST_CASE("a million bytes one by one make few allocations") {
  Buffer buffer;
  int allocations = 0;
  std::size_t capacity = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    buffer.append("x", 1);
    if (std::exchange(capacity, buffer.internalCapacity()) != capacity) {
      ++allocations;
    }
  }
  CHECK(buffer.readableBytes() == 1'000'000);
  CHECK(allocations < 20);
}

// #region memory
TEST_CASE("shrink gives back what a burst needed") {
  Buffer buffer;
  buffer.append(std::string(2'000, 'y'));
  buffer.retrieve(1'500);
  buffer.shrink(0);
  CHECK(buffer.readableBytes() == 500);
  CHECK(buffer.writableBytes() == Buffer::kInitialSize - 500);
  CHECK(buffer.toStringPiece() == std::string(500, 'y'));

  buffer.retrieveAll();
  CHECK(buffer.internalCapacity() > 0);
  buffer.shrink(0);
  CHECK(buffer.internalCapacity() == 0);
  buffer.append("usable");
  CHECK(buffer.retrieveAllAsString() == "usable");
}

TEST_CASE("what was moved from is empty and may be used again") {
  Buffer from;
  from.append("hello");
  const char* const bytes = from.peek();
  Buffer to(std::move(from));
  CHECK(to.peek() == bytes);         // nothing was copied
  CHECK(from.readableBytes() == 0);  // NOLINT(bugprone-use-after-move)
  from.append("again");
  CHECK(from.retrieveAllAsString() == "again");

  to = std::move(from);
  CHECK(to.readableBytes() == 0);
  from.append("and again");
  CHECK(from.toStringPiece() == "and again");
}

TEST_CASE("a copy has the same bytes and its own memory") {
  Buffer one;
  one.append("hello");
  Buffer two(one);
  two.append(" world");
  CHECK(one.toStringPiece() == "hello");
  CHECK(two.toStringPiece() == "hello world");
  one = two;
  two.retrieveAll();
  CHECK(one.toStringPiece() == "hello world");
}

TEST_CASE("a buffer may append its own bytes, also when that moves them") {
  Buffer buffer;
  buffer.append("0123456789");
  for (int i = 0; i < 10; ++i) buffer.append(buffer.toStringPiece());
  CHECK(buffer.readableBytes() == 10'240);
  for (std::size_t i = 0; i < 10'240; ++i) {
    REQUIRE(buffer.peek()[i] == static_cast<char>('0' + i % 10));
  }
  buffer.retrieve(10'235);
  buffer.append(buffer.peek(), 5);  // there is room at the front only, or none
  CHECK(buffer.toStringPiece() == "5678956789");
}
// #endregion memory

// #region guarded
TEST_CASE("to retrieve more than there is throws and changes nothing") {
  Buffer buffer;
  buffer.append("abc");
  CHECK_THROWS_WITH_AS(buffer.retrieve(4),
                       "Buffer::retrieve: 4 bytes where there are 3",
                       std::out_of_range);
  CHECK_THROWS_AS(buffer.retrieveAsString(4), std::out_of_range);
  CHECK_THROWS_AS(buffer.retrieveUntil(buffer.peek() + 4), std::out_of_range);
  CHECK_THROWS_AS(buffer.retrieveUntil(buffer.peek() - 1), std::out_of_range);
  CHECK_THROWS_AS(buffer.readInt32(), std::out_of_range);
  CHECK_THROWS_AS(buffer.unwrite(4), std::out_of_range);
  CHECK_THROWS_AS(buffer.findEOL(buffer.peek() + 4), std::out_of_range);
  CHECK(buffer.toStringPiece() == "abc");
}

TEST_CASE("to prepend or to write more than there is room for throws") {
  Buffer buffer;
  const std::string nine(9, 'x');
  CHECK_THROWS_AS(buffer.prepend(nine.data(), nine.size()), std::out_of_range);
  CHECK_THROWS_AS(buffer.hasWritten(1), std::out_of_range);  // no memory yet
  buffer.ensureWritableBytes(10);
  CHECK_THROWS_AS(buffer.hasWritten(buffer.writableBytes() + 1),
                  std::out_of_range);
  CHECK_THROWS_AS(
      buffer.ensureWritableBytes(std::numeric_limits<std::size_t>::max()),
      std::length_error);
  CHECK(buffer.readableBytes() == 0);
}

// 32 bits of it would be 1, which is allowed.
TEST_CASE("a length above 4 GB is not cut off") {
  constexpr std::size_t kHuge = (1ULL << 32) + 1;
  Buffer buffer;
  buffer.append("abc");
  CHECK_THROWS_AS(buffer.retrieve(kHuge), std::out_of_range);
  CHECK_THROWS_AS(buffer.retrieveAsString(kHuge), std::out_of_range);
  CHECK_THROWS_AS(buffer.prepend("x", kHuge), std::out_of_range);
  CHECK_THROWS_AS(buffer.hasWritten(kHuge), std::out_of_range);
  CHECK_THROWS_AS(buffer.unwrite(kHuge), std::out_of_range);
  CHECK(buffer.toStringPiece() == "abc");
  CHECK(buffer.prependableBytes() == Buffer::kCheapPrepend);
}
// #endregion guarded

TEST_CASE("bytes may be written in place and taken back") {
  Buffer buffer;
  buffer.ensureWritableBytes(5);
  std::string("hello").copy(buffer.beginWrite(), 5);
  buffer.hasWritten(5);
  buffer.unwrite(1);
  CHECK(buffer.retrieveAllAsString() == "hell");
}

// muduo's programs read(2) there without ensureWritableBytes().
TEST_CASE("what is writable may be written also before there is memory") {
  Buffer buffer;
  for (int i = 0; i < 2; ++i) {
    CHECK(buffer.internalCapacity() == 0);
    buffer.hasWritten(0);
    const std::string most(buffer.writableBytes(), 'x');
    CHECK(most.size() == Buffer::kInitialSize);
    most.copy(buffer.beginWrite(), most.size());
    buffer.hasWritten(most.size());
    CHECK(buffer.retrieveAllAsString() == most);
    buffer.trim();
  }
}

TEST_CASE("integers travel in network order") {
  Buffer buffer;
  buffer.appendInt32(0x01020304);
  CHECK(buffer.toStringPiece() == std::string("\1\2\3\4", 4));
  CHECK(buffer.peekInt32() == 0x01020304);
  CHECK(buffer.peekInt16() == 0x0102);
  CHECK(buffer.readInt8() == 1);
  CHECK(buffer.readInt16() == 0x0203);
  buffer.retrieveInt8();

  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  buffer.appendInt64(least);
  buffer.appendInt16(-1);
  buffer.appendInt8(-128);
  CHECK(buffer.readInt64() == least);
  CHECK(buffer.readInt16() == -1);
  CHECK(buffer.readInt8() == -128);
}

TEST_CASE("a header is prepended when its content is known") {
  Buffer buffer;
  buffer.append("body");
  buffer.prependInt32(static_cast<std::int32_t>(buffer.readableBytes()));
  CHECK(buffer.readableBytes() == 8);
  CHECK(buffer.readInt32() == 4);
  CHECK(buffer.toStringPiece() == "body");

  Buffer empty;
  empty.prependInt64(7);
  CHECK(empty.readInt64() == 7);
}

TEST_CASE("bytes may be appended to a full buffer that a header begins") {
  Buffer buffer;
  buffer.append(std::string(Buffer::kInitialSize, 'x'));
  buffer.prependInt64(1);
  buffer.append("after");
  CHECK(buffer.readInt64() == 1);
  CHECK(buffer.toStringPiece() ==
        std::string(Buffer::kInitialSize, 'x') + "after");
}

TEST_CASE("the end of a line is found, from the front or from a place") {
  Buffer buffer;
  CHECK(buffer.findCRLF() == nullptr);
  buffer.append("one\r\ntwo\nthree\r\n");
  const char* const first = buffer.findCRLF();
  REQUIRE(first != nullptr);
  CHECK(first - buffer.peek() == 3);
  CHECK(buffer.findCRLF(first + 1) - buffer.peek() == 14);
  CHECK(buffer.findEOL() - buffer.peek() == 4);
  CHECK(buffer.findEOL(first + 2) - buffer.peek() == 8);
  buffer.retrieveUntil(first + 2);
  CHECK(buffer.toStringPiece() == "two\nthree\r\n");
  buffer.retrieveAll();
  buffer.append("\r");  // half of an end
  CHECK(buffer.findCRLF() == nullptr);
}

// #region readFd
TEST_CASE("readFd takes more than there was room for, in one call") {
  const Connection pair = connectedPair();
  const std::string sent(20'000, 'x');
  sendAll(pair.client.get(), sent);
  waitUntilUnread(pair.server.get(), sent.size());
  Buffer buffer;
  buffer.append("!");
  int error = 0;
  CHECK(buffer.readFd(pair.server.get(), &error) == 20'000);
  CHECK(buffer.toStringPiece() == "!" + sent);
}

TEST_CASE("an empty buffer reads into a block that the thread's buffers lend") {
  const Connection pair = connectedPair();
  int error = 0;
  const char* block = nullptr;
  for (int i = 0; i < 3; ++i) {
    Buffer buffer;
    sendAll(pair.client.get(), "hello");
    CHECK(buffer.readFd(pair.server.get(), &error) == 5);
    CHECK(buffer.toStringPiece() == "hello");
    if (i > 0) CHECK(buffer.peek() == block);
    block = buffer.peek();
    buffer.retrieveAll();
    buffer.trim();
    CHECK(buffer.internalCapacity() == 0);
  }
}

TEST_CASE("two buffers never have the same block") {
  const Connection pair = connectedPair();
  int error = 0;
  Buffer one;
  Buffer other;
  sendAll(pair.client.get(), "one");
  CHECK(one.readFd(pair.server.get(), &error) == 3);
  sendAll(pair.client.get(), "other");
  CHECK(other.readFd(pair.server.get(), &error) == 5);
  CHECK(one.toStringPiece() == "one");
  CHECK(other.toStringPiece() == "other");
}

TEST_CASE("a block may move to another thread, and does not stay there") {
  const Connection pair = connectedPair();
  sendAll(pair.client.get(), "hello");
  Buffer buffer;
  int error = 0;
  CHECK(buffer.readFd(pair.server.get(), &error) == 5);
  std::thread([moved = std::move(buffer)]() mutable {
    CHECK(moved.retrieveAllAsString() == "hello");
    moved.trim();
    CHECK(moved.internalCapacity() == 0);
  }).join();  // LeakSanitizer looks for what has been left
  sendAll(pair.client.get(), "again");
  CHECK(Buffer().readFd(pair.server.get(), &error) == 5);
}

TEST_CASE("half a message does not keep a large block") {
  const Connection pair = connectedPair();
  int error = 0;
  Buffer buffer;
  sendAll(pair.client.get(), "half a mess");
  CHECK(buffer.readFd(pair.server.get(), &error) == 11);
  buffer.trim();
  CHECK(buffer.toStringPiece() == "half a mess");
  CHECK(buffer.internalCapacity() <= 2'048);

  Buffer longer;
  const std::string half(10'000, 'x');
  sendAll(pair.client.get(), half);
  waitUntilUnread(pair.server.get(), half.size());
  CHECK(longer.readFd(pair.server.get(), &error) == 10'000);
  longer.trim();
  CHECK(longer.toStringPiece() == half);
  CHECK(longer.internalCapacity() <= 4 * half.size());
}

TEST_CASE("readFd fills what room there is before it spills") {
  const Connection pair = connectedPair();
  Buffer buffer;
  buffer.append("before ");
  const std::size_t capacity = buffer.internalCapacity();
  sendAll(pair.client.get(), "after");
  int error = 0;
  CHECK(buffer.readFd(pair.server.get(), &error) == 5);
  CHECK(buffer.toStringPiece() == "before after");
  CHECK(buffer.internalCapacity() == capacity);
}

TEST_CASE("readFd tells the end of the stream and the error") {
  Connection pair = connectedPair();
  setNonBlocking(pair.server.get());
  Buffer buffer;
  int error = 0;
  CHECK(buffer.readFd(pair.server.get(), &error) == -1);
  CHECK(error == EAGAIN);
  pair.client.reset();
  pollFor(pair.server.get(), POLLIN);
  CHECK(buffer.readFd(pair.server.get(), &error) == 0);
  CHECK(buffer.internalCapacity() == 0);
}
// #endregion readFd

}  // namespace
}  // namespace oneloop::testing
