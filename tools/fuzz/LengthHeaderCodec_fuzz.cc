// LengthHeaderCodec: any bytes, cut anywhere, give the messages that the same
// bytes give in one piece; and those, encoded, are the bytes again.
//
// An input is the limit, the sizes of the pieces, a 0, and the stream.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "oneloop/Buffer.h"
#include "oneloop/LengthHeaderCodec.h"
#include "tools/fuzz/Script.h"
#include "tools/fuzz/expect.h"

namespace oneloop::fuzz {
namespace {

/// What a stream says, decoded without a Buffer.
struct Reading {
  std::vector<std::string> messages;
  std::size_t bytes = 0;  // that they and their headers take
  bool refused = false;   // the next header announces too much
};

Reading read(std::string_view stream, std::size_t limit) {
  Reading reading;
  while (stream.size() >= LengthHeaderCodec::kHeaderBytes) {
    std::size_t length = 0;
    for (const char byte : stream.substr(0, 4)) {
      length = 256 * length + static_cast<unsigned char>(byte);
    }
    reading.refused = length > limit;
    if (reading.refused || stream.size() - 4 < length) break;
    reading.messages.emplace_back(stream.substr(4, length));
    reading.bytes += 4 + length;
    stream.remove_prefix(4 + length);
  }
  return reading;
}

void run(Script script) {
  const std::size_t limit = script.number();
  const LengthHeaderCodec codec(limit);
  std::vector<std::size_t> sizes;
  while (const unsigned size = script.byte()) sizes.push_back(size);
  if (sizes.empty()) sizes.push_back(1);
  const std::string stream(script.bytes(std::string_view::npos));

  Buffer in;
  std::vector<std::string> messages;
  bool refused = false;
  std::string_view rest = stream;
  for (std::size_t i = 0; !rest.empty() && !refused; ++i) {
    const std::string_view piece = rest.substr(0, sizes[i % sizes.size()]);
    rest.remove_prefix(piece.size());
    in.append(piece);
    refused = throws<std::length_error>([&] {
      while (auto message = codec.decode(&in)) messages.push_back(*message);
    });
  }

  const Reading expected = read(stream, limit);
  expect(messages == expected.messages, "the messages");
  expect(refused == expected.refused, "refuses what is too long, only");
  Buffer out;
  for (const std::string& message : messages) codec.encode(message, &out);
  expect(out.toStringPiece() == stream.substr(0, expected.bytes),
         "encoded, they are the bytes that came");
}

}  // namespace
}  // namespace oneloop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  oneloop::fuzz::run(oneloop::fuzz::Script(data, size));
  return 0;
}
