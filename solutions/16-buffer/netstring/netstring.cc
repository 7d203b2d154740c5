#include "exercises/16-buffer/netstring/netstring.h"

#include <stdexcept>
#include <string_view>

#include "oneloop/Buffer.h"

namespace oneloop {

std::optional<std::string> nextNetstring(Buffer* in) {
  const std::string_view bytes = in->toStringPiece();
  std::size_t length = 0;
  std::size_t digits = 0;
  while (digits < bytes.size() && bytes[digits] >= '0' &&
         bytes[digits] <= '9') {
    length = 10 * length + static_cast<std::size_t>(bytes[digits] - '0');
    ++digits;
    // Here, and not after the colon: digits may come for ever.
    if (length > kLongestMessage || digits > 5) {
      throw std::invalid_argument("a netstring that is too long");
    }
  }
  if (digits == bytes.size()) return std::nullopt;
  if (digits == 0 || bytes[digits] != ':') {
    throw std::invalid_argument("a netstring without a length");
  }
  const std::size_t begin = digits + 1;
  if (bytes.size() <= begin + length) return std::nullopt;
  if (bytes[begin + length] != ',') {
    throw std::invalid_argument("a netstring without its comma");
  }
  std::string message(bytes.substr(begin, length));
  in->retrieve(begin + length + 1);
  return message;
}

}  // namespace oneloop
