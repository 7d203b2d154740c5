#include "exercises/07-asynchronous/who-waits/questions.h"

namespace oneloop {

const std::string_view kThreads = kDontKnow;
const std::string_view kWriteBehindRead = kDontKnow;
const std::string_view kCancelStarted = kDontKnow;
const std::string_view kCancelWaiting = kDontKnow;
const std::string_view kNonBlocking = kDontKnow;

}  // namespace oneloop
