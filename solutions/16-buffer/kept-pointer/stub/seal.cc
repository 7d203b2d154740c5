#include "exercises/16-buffer/kept-pointer/seal.h"

#include "oneloop/Buffer.h"

namespace oneloop {

std::uint32_t sumOf(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  return sum;
}

void seal(Buffer* message) {
  const std::string_view content = message->toStringPiece();
  message->append("#");
  message->appendInt32(static_cast<std::int32_t>(sumOf(content)));
}

}  // namespace oneloop
