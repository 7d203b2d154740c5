#include "exercises/03-select/what-select-leaves/questions.h"

namespace oneloop {

const std::string_view kIdleBit = kDontKnow;
const std::string_view kTimeout = kDontKnow;
const std::string_view kCount = kDontKnow;
const std::string_view kTooSmall = kDontKnow;
const std::string_view kClosed = kDontKnow;

}  // namespace oneloop
