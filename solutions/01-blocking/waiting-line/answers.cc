#include "exercises/01-blocking/waiting-line/questions.h"

namespace oneloop {

const std::string_view kAdmitted = "3";
const std::string_view kNextClient = "it hangs";
const std::string_view kSendBeforeAccept = "5";
const std::string_view kAcceptAfterReset = "a socket";

}  // namespace oneloop
