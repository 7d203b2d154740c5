#include "exercises/01-blocking/after-the-close/questions.h"

namespace oneloop {

// The peer closes its socket.
const std::string_view kRecvAfterClose = kDontKnow;
const std::string_view kFirstSend = kDontKnow;
const std::string_view kSecondSend = kDontKnow;

// The peer sends a RST.
const std::string_view kRecvAfterReset = kDontKnow;
const std::string_view kSecondRecvAfterReset = kDontKnow;
const std::string_view kSendAfterReset = kDontKnow;

}  // namespace oneloop
