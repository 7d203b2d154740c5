#pragma once

#include <cstdint>

namespace oneloop {

class Buffer;

/// Puts a header before what is readable in `message`, big-endian:
///
///   4 bytes   how many bytes follow the header
///   2 bytes   type
///   8 bytes   id
void frame(Buffer* message, std::int16_t type, std::int64_t id);

}  // namespace oneloop
