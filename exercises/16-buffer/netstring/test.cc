#include "exercises/16-buffer/netstring/netstring.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "oneloop/Buffer.h"

namespace oneloop::testing {
namespace {

/// What comes of these bytes: messages, and "invalid" if that was said.
class Stream {
 public:
  void arrive(const std::string& bytes) {
    const Deadline limit("nextNetstring");
    steps::add("peer", "sends " + quoted(bytes));
    buffer.append(bytes);
    try {
      while (auto message = nextNetstring(&buffer)) {
        steps::add("you", "return " + quoted(*message));
        messages.push_back(std::move(*message));
      }
    } catch (const std::invalid_argument&) {
      steps::add("you", "throw invalid_argument");
      invalid = true;
    }
  }

  Buffer buffer;
  std::vector<std::string> messages;
  bool invalid = false;
};

using Messages = std::vector<std::string>;

TEST_CASE("a message that is whole is taken") {
  Stream stream;
  stream.arrive("5:hello,");
  CHECK(stream.messages == Messages{"hello"});
  CHECK(stream.buffer.readableBytes() == 0);
}

TEST_CASE("messages of any length come, one behind the other") {
  Stream stream;
  stream.arrive("3:one,0:,11:how are you,");
  CHECK(stream.messages == Messages{"one", "", "how are you"});
}

TEST_CASE("a message may hold any byte, also a colon and a comma") {
  const std::string bytes("1:,\0,5:", 7);
  Stream stream;
  stream.arrive("7:" + bytes + ",");
  CHECK(stream.messages == Messages{bytes});
}

TEST_CASE("wherever the stream is cut the messages are the same") {
  const std::string bytes = "3:one,0:,11:how are you,1:x,";
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    steps::clear();
    Stream stream;
    stream.arrive(bytes.substr(0, cut));
    stream.arrive(bytes.substr(cut));
    REQUIRE(stream.messages == Messages{"one", "", "how are you", "x"});
  }
}

TEST_CASE("of a message that is not whole nothing is taken") {
  for (const char* begin : {"5", "5:", "5:hell", "5:hello", "12"}) {
    Stream stream;
    stream.arrive(begin);
    CHECK_FALSE(stream.invalid);
    CHECK(stream.messages.empty());
    CHECK(stream.buffer.toStringPiece() == begin);
  }
}

TEST_CASE("the longest message comes, a longer one is refused") {
  Stream stream;
  stream.arrive("99999:" + std::string(99'999, 'x') + ",");
  REQUIRE(stream.messages.size() == 1);
  CHECK(stream.messages[0].size() == 99'999);
  Stream longer;
  longer.arrive("100000:");
  CHECK(longer.invalid);
}

TEST_CASE("what can be no message is refused at once") {
  for (const char* bad :
       {":", "x", "-1:x,", " 5:hello,", "5 :hello,", "5:hello!", "0:x", "5x"}) {
    Stream stream;
    stream.arrive(bad);
    CHECK(stream.messages.empty());
    CHECK(stream.invalid);
  }
}

TEST_CASE("digits without an end are refused, not collected") {
  for (const char* digit : {"1", "0"}) {
    Stream stream;
    for (int i = 0; i < 100 && !stream.invalid; ++i) stream.arrive(digit);
    if (!stream.invalid) {
      throw Failure("nextNetstring", fmt::format("takes 100 times the digit "
                                                 "{} and waits for more",
                                                 digit));
    }
  }
}

}  // namespace
}  // namespace oneloop::testing
