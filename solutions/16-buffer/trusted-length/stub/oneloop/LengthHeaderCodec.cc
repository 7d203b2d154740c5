#include "oneloop/LengthHeaderCodec.h"

#include <fmt/core.h>

#include <cstdint>
#include <stdexcept>

#include "oneloop/Buffer.h"

namespace oneloop {
namespace {

void checkLength(std::size_t length, std::size_t limit) {
  if (length > limit) {
    throw std::length_error(fmt::format(
        "a message of {} bytes; at most {} are allowed", length, limit));
  }
}

}  // namespace

void LengthHeaderCodec::encode(std::string_view message, Buffer* out) const {
  checkLength(message.size(), limit_);
  out->appendInt32(static_cast<std::int32_t>(message.size()));
  out->append(message);
}

std::optional<std::string> LengthHeaderCodec::decode(Buffer* in) const {
  if (in->readableBytes() < kHeaderBytes) return std::nullopt;
  const auto length = static_cast<std::size_t>(in->peekInt32());
  if (in->readableBytes() < kHeaderBytes + length) return std::nullopt;
  in->retrieve(kHeaderBytes);
  return in->retrieveAsString(length);
}

}  // namespace oneloop
