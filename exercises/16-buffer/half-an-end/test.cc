#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/Steps.h"
#include "exercises/16-buffer/half-an-end/Lines.h"

namespace oneloop {
namespace {

std::size_t lookedAt = 0;  // bytes

}  // namespace

std::size_t findCRLF(std::string_view bytes) {
  const std::size_t place = bytes.find("\r\n");
  lookedAt += std::min(place, bytes.size());
  return place;
}

namespace testing {
namespace {

std::vector<std::string> linesOf(const std::vector<std::string>& reads) {
  Lines lines;
  std::vector<std::string> all;
  for (const std::string& bytes : reads) {
    steps::add("a read", "brings " + quoted(bytes));
    lines.append(bytes);
    while (auto line = lines.next()) {
      steps::add("Lines", "has " + quoted(*line));
      all.push_back(std::move(*line));
    }
  }
  return all;
}

using Strings = std::vector<std::string>;

TEST_CASE("lines come, also several in one read") {
  CHECK(linesOf({"one\r\ntwo\r\n\r\nthr", "ee\r\n"}) ==
        Strings{"one", "two", "", "three"});
}

TEST_CASE("an end that comes in two halves is an end") {
  CHECK(linesOf({"GET /\r", "\nHost: x\r", "\n"}) ==
        Strings{"GET /", "Host: x"});
}

TEST_CASE("lines come byte by byte") {
  Strings reads;
  for (const char byte : std::string("one\r\n\r\nthree\r\n")) {
    reads.emplace_back(1, byte);
  }
  CHECK(linesOf(reads) == Strings{"one", "", "three"});
}

TEST_CASE("half an end may be no end at all") {
  CHECK(linesOf({"a\r", "b\r", "\r", "\n"}) == Strings{"a\rb\r"});
  CHECK(linesOf({"\n\r", "\n"}) == Strings{"\n"});
}

TEST_CASE("to ask when nothing has come does no harm") {
  Lines lines;
  CHECK_FALSE(lines.next());
  lines.append("x\r");
  CHECK_FALSE(lines.next());
  CHECK_FALSE(lines.next());
  lines.append("\n");
  CHECK(lines.next() == "x");
}

TEST_CASE("a long line that comes byte by byte is not searched again") {
  constexpr std::size_t kLength = 2'000;
  Lines lines;
  lookedAt = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    lines.append("x");
    REQUIRE_FALSE(lines.next());
  }
  steps::add("findCRLF", fmt::format("has looked at {} bytes, for a line of {}",
                                     lookedAt, kLength));
  if (lookedAt > 4 * kLength) {
    throw Failure("findCRLF", fmt::format("looked at {} bytes; the limit is {}",
                                          lookedAt, 4 * kLength));
  }
}

}  // namespace
}  // namespace testing
}  // namespace oneloop
