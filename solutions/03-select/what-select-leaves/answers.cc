#include "exercises/03-select/what-select-leaves/questions.h"

namespace oneloop {

const std::string_view kIdleBit = "no";
const std::string_view kTimeout = "0 ms";
const std::string_view kCount = "2";
const std::string_view kTooSmall = "0";
const std::string_view kClosed = "EBADF";

}  // namespace oneloop
