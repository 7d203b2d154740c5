#pragma once

#include <cstddef>

namespace oneloop {

/// 1. A buffer that grows by 1,024 bytes each time it is full gets a mebibyte
///    (1,048,576 bytes), one by one. Each time it grows, it copies what it
///    holds. How many bytes are copied for each byte that came, on average?
extern const double kCopiesOfAByte;

/// 2. The next capacity of a buffer that has `capacity` bytes of memory and
///    must hold `needed`, which is more.
std::size_t nextCapacity(std::size_t capacity, std::size_t needed);

}  // namespace oneloop
