#include "exercises/01-blocking/after-the-close/questions.h"

namespace oneloop {

// The peer closes its socket.
const std::string_view kRecvAfterClose = "0";
const std::string_view kFirstSend = "1";
const std::string_view kSecondSend = "EPIPE";

// The peer sends a RST.
const std::string_view kRecvAfterReset = "ECONNRESET";
const std::string_view kSecondRecvAfterReset = "0";
const std::string_view kSendAfterReset = "EPIPE";

}  // namespace oneloop
