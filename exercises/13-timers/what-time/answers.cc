#include "exercises/13-timers/what-time/questions.h"

namespace oneloop {

const std::string_view kPast = kDontKnow;
const std::string_view kExpirations = kDontKnow;
const std::string_view kSetAgain = kDontKnow;
const std::string_view kZero = kDontKnow;
const std::string_view kReadEarly = kDontKnow;

const std::string_view kCalls = kDontKnow;
const std::string_view kNext = kDontKnow;

}  // namespace oneloop
