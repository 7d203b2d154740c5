#include "exercises/16-buffer/half-an-end/Lines.h"

namespace oneloop {

std::optional<std::string> Lines::next() {
  // Not from the front again: a long line may come byte by byte.
  const std::string_view rest = buffer_.toStringPiece().substr(searched_);
  const std::size_t place = findCRLF(rest);
  if (place == std::string_view::npos) {
    // The last byte may be the first half of an end.
    searched_ += rest.empty() ? 0 : rest.size() - 1;
    return std::nullopt;
  }
  std::string line = buffer_.retrieveAsString(searched_ + place);
  buffer_.retrieve(2);
  searched_ = 0;
  return line;
}

}  // namespace oneloop
