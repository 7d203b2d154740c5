#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "common/testing/Steps.h"
#include "exercises/16-buffer/fourteen-in-front/frame.h"
#include "oneloop/Buffer.h"

namespace oneloop::testing {
namespace {

// A message whose buffer has held `before` bytes more.
Buffer messageAfter(std::size_t before, const std::string& text) {
  Buffer message;
  message.append(std::string(before, 'x') + text);
  message.retrieve(before);
  steps::add("message", fmt::format("{}, with {} bytes of room in front",
                                    quoted(text), message.prependableBytes()));
  return message;
}

void expectFramed(Buffer message, const std::string& text) {
  frame(&message, 7, 0x0102030405060708);
  CHECK(message.readableBytes() == 14 + text.size());
  CHECK(message.readInt32() == static_cast<std::int32_t>(text.size()));
  CHECK(message.readInt16() == 7);
  CHECK(message.readInt64() == 0x0102030405060708);
  CHECK((message.retrieveAllAsString() == text));
}

TEST_CASE("a message that was read from a longer stream is framed") {
  expectFramed(messageAfter(100, "hello"), "hello");
}

TEST_CASE("a message in a new buffer is framed") {
  expectFramed(messageAfter(0, "hello"), "hello");
}

TEST_CASE("an empty message is framed") { expectFramed(Buffer(), ""); }

TEST_CASE("a message is framed whatever room there is in front") {
  for (std::size_t before = 0; before <= 16; ++before) {
    steps::clear();
    expectFramed(messageAfter(before, "hello"), "hello");
  }
  const std::string longText(100'000, 'x');
  expectFramed(messageAfter(3, longText), longText);
}

TEST_CASE("two frames around a message are possible, too") {
  Buffer message = messageAfter(0, "hello");
  frame(&message, 1, 1);
  frame(&message, 2, 2);
  CHECK(message.readInt32() == 19);
  message.retrieve(10);
  CHECK(message.readInt32() == 5);
}

}  // namespace
}  // namespace oneloop::testing
