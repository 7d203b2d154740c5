// LengthHeaderCodec: messages come out as they went in, however they are cut.

#include "oneloop/LengthHeaderCodec.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "oneloop/Buffer.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a message comes out as it went in") {
  const LengthHeaderCodec codec;
  Buffer wire;
  codec.encode("hello", &wire);
  CHECK(wire.toStringPiece() == std::string("\0\0\0\5hello", 9));
  CHECK(codec.decode(&wire) == "hello");
  CHECK_FALSE(codec.decode(&wire));
}

TEST_CASE("messages come out whole wherever the stream was cut") {
  const LengthHeaderCodec codec;
  const std::vector<std::string> sent{"one", "", std::string(300, 'x'), "four"};
  Buffer wire;
  for (const std::string& message : sent) codec.encode(message, &wire);
  const std::string stream = wire.retrieveAllAsString();
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    std::vector<std::string> received;
    Buffer in;
    for (std::size_t i = 0; i < stream.size(); i += piece) {
      in.append(stream.substr(i, piece));
      while (auto message = codec.decode(&in)) received.push_back(*message);
    }
    REQUIRE(received == sent);
  }
}

TEST_CASE("a peer cannot announce more than the limit") {
  const LengthHeaderCodec codec(10);
  Buffer wire;
  codec.encode("0123456789", &wire);
  CHECK(codec.decode(&wire) == "0123456789");
  CHECK_THROWS_WITH_AS(codec.encode("0123456789!", &wire),
                       "a message of 11 bytes; at most 10 are allowed",
                       std::length_error);
  wire.appendInt32(-1);
  CHECK_THROWS_WITH_AS(codec.decode(&wire),
                       "a message of 4294967295 bytes; at most 10 are allowed",
                       std::length_error);
}

}  // namespace
}  // namespace oneloop::testing
