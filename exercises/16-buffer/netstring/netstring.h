#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace oneloop {

class Buffer;

/// No message may be longer.
inline constexpr std::size_t kLongestMessage = 99'999;

/// Messages as D. J. Bernstein's netstrings: the length in decimal, a colon,
/// the bytes, a comma.
///
///   5:hello,0:,11:how are you,
///
/// Takes the next message out of `in` and returns it. Returns nothing if it is
/// not whole yet, and then leaves all bytes in `in`.
///
/// Throws std::invalid_argument as soon as it is certain that no message can
/// come of these bytes: no digit first, something else than digits before the
/// colon, more than five digits, a length over kLongestMessage, another byte
/// where the comma is due.
std::optional<std::string> nextNetstring(Buffer* in);

}  // namespace oneloop
