#pragma once

#include <cstdint>
#include <string_view>

namespace oneloop {

class Buffer;

/// The sum of all bytes, modulo 2^32.
std::uint32_t sumOf(std::string_view bytes);

/// Appends '#' and then, as four bytes, the sum of what was in `message`
/// before: "abc" becomes "abc#" and 00 00 01 26.
void seal(Buffer* message);

}  // namespace oneloop
