#include "exercises/01-blocking/waiting-line/questions.h"

namespace oneloop {

const std::string_view kAdmitted = kDontKnow;
const std::string_view kNextClient = kDontKnow;
const std::string_view kSendBeforeAccept = kDontKnow;
const std::string_view kAcceptAfterReset = kDontKnow;

}  // namespace oneloop
