#include "exercises/16-buffer/one-kilobyte-more/growth.h"

#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. What the judge counted.
const double kCopiesOfAByte = kDontKnowNumber;

// 2.
std::size_t nextCapacity(std::size_t capacity, std::size_t needed) {
  while (capacity < needed) capacity += 1'024;
  return capacity;
}

}  // namespace oneloop
