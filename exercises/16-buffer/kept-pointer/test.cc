#include "exercises/16-buffer/kept-pointer/seal.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "common/testing/Steps.h"
#include "oneloop/Buffer.h"

namespace oneloop::testing {
namespace {

// The sum at the end of a sealed message.
std::uint32_t sealOf(Buffer& message) {
  REQUIRE(message.readableBytes() >= 5);
  message.retrieve(message.readableBytes() - 5);
  CHECK(message.readInt8() == '#');
  return static_cast<std::uint32_t>(message.readInt32());
}

TEST_CASE("a short message is sealed") {
  Buffer message;
  message.append("abc");
  seal(&message);
  CHECK(message.readableBytes() == 8);
  CHECK(sealOf(message) == 0x126);
}

TEST_CASE("an empty message is sealed") {
  Buffer message;
  seal(&message);
  CHECK(message.readableBytes() == 5);
  CHECK(sealOf(message) == 0);
}

TEST_CASE("the seal is right wherever the message stands in its buffer") {
  for (const std::size_t gone : {0, 100, 500, 900}) {
    steps::clear();
    Buffer message;
    message.append(std::string(gone, 'x'));
    message.append(std::string(Buffer::kInitialSize - gone, 'm'));
    message.retrieve(gone);
    steps::add("Buffer", fmt::format("{} bytes were retrieved, {} are there, "
                                     "and no room behind them",
                                     gone, message.readableBytes()));
    const std::string before(message.toStringPiece());
    seal(&message);
    CHECK(message.toStringPiece().substr(0, before.size()) == before);
    CHECK(sealOf(message) == sumOf(before));
  }
}

TEST_CASE("a message that fills its memory is sealed") {
  for (std::size_t size = 1'020; size <= 1'030; ++size) {
    steps::clear();
    steps::add("Buffer", fmt::format("holds {} bytes", size));
    Buffer message;
    message.append(std::string(size, 'm'));
    seal(&message);
    CHECK(sealOf(message) == size * 'm');
  }
}

}  // namespace
}  // namespace oneloop::testing
