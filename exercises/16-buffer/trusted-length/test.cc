#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

#include "common/testing/Steps.h"
#include "oneloop/Buffer.h"
#include "oneloop/LengthHeaderCodec.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kLimit = 1'000;

/// What decode says to a header, and to `body` behind it.
std::string answerTo(std::int32_t length, const std::string& body = {}) {
  steps::add("peer", fmt::format("sends a header, {}, and {} bytes", length,
                                 body.size()));
  const LengthHeaderCodec codec(kLimit);
  Buffer in;
  in.appendInt32(length);
  in.append(body);
  std::string answer;
  try {
    const auto message = codec.decode(&in);
    answer = message ? fmt::format("{} bytes", message->size()) : "not yet";
  } catch (const std::length_error&) {
    answer = "length_error";
  } catch (const std::exception& error) {
    answer = error.what();
  }
  steps::add("decode", answer);
  return answer;
}

TEST_CASE("a message within the limit is decoded") {
  CHECK(answerTo(5, "hello") == "5 bytes");
  CHECK(answerTo(0) == "0 bytes");
  CHECK(answerTo(5, "hell") == "not yet");
  CHECK(answerTo(kLimit, std::string(kLimit, 'x')) == "1000 bytes");
}

TEST_CASE("a header over the limit is refused before its message comes") {
  CHECK(answerTo(kLimit) == "not yet");
  CHECK(answerTo(kLimit + 1) == "length_error");
  CHECK(answerTo(std::numeric_limits<std::int32_t>::max()) == "length_error");
}

TEST_CASE("a header that reads as a negative number is refused") {
  for (const std::int32_t length :
       {-1, -4, -5, std::numeric_limits<std::int32_t>::min()}) {
    CHECK(answerTo(length) == "length_error");
    CHECK(answerTo(length, "hello") == "length_error");
  }
}

TEST_CASE("a message that would be refused is not sent") {
  const LengthHeaderCodec codec(kLimit);
  Buffer out;
  CHECK_THROWS_AS(codec.encode(std::string(kLimit + 1, 'x'), &out),
                  std::length_error);
  CHECK(out.readableBytes() == 0);
}

TEST_CASE("whoever wants long messages may have them") {
  const LengthHeaderCodec codec(3'000'000'000);
  Buffer in;
  in.appendInt32(std::numeric_limits<std::int32_t>::min());  // 2 GiB
  steps::add("peer", "announces 2 GiB, within the limit");
  CHECK_FALSE(codec.decode(&in));
}

}  // namespace
}  // namespace oneloop::testing
