#include "exercises/15-acceptor/what-address/questions.h"

namespace oneloop {

const std::string_view kPton = "error";
const std::string_view kAton = "8.0.0.1";
const std::string_view kGetaddrinfo = "127.0.0.1";

const std::string_view kAllZero = "0.0.0.0";
const std::string_view kConnectToZero = "connected";
const std::string_view kMapped = "::ffff:127.0.0.1";

}  // namespace oneloop
