#include "exercises/16-buffer/one-kilobyte-more/growth.h"

#include <algorithm>

namespace oneloop {

// 1. What the judge counted: half a mebibyte on average, every 1,024 bytes.
const double kCopiesOfAByte = 512;

// 2.
std::size_t nextCapacity(std::size_t capacity, std::size_t needed) {
  return std::max(needed, 2 * capacity);
}

}  // namespace oneloop
