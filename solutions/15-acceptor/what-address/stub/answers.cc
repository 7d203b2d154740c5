#include "exercises/15-acceptor/what-address/questions.h"

namespace oneloop {

const std::string_view kPton = kDontKnow;
const std::string_view kAton = kDontKnow;
const std::string_view kGetaddrinfo = kDontKnow;

const std::string_view kAllZero = kDontKnow;
const std::string_view kConnectToZero = kDontKnow;
const std::string_view kMapped = kDontKnow;

}  // namespace oneloop
