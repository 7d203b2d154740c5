#include "exercises/13-timers/what-time/questions.h"

namespace oneloop {

const std::string_view kPast = "readable";
const std::string_view kExpirations = "11";
const std::string_view kSetAgain = "not readable";
const std::string_view kZero = "not readable";
const std::string_view kReadEarly = "EAGAIN";

const std::string_view kCalls = "1";
const std::string_view kNext = "60";

}  // namespace oneloop
