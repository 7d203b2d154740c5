#include "exercises/10-poller/which-poller/questions.h"

namespace oneloop {

const std::string_view kSetToZero = kDontKnow;
const std::string_view kSetToNothing = kDontKnow;
const std::string_view kUnsetLater = kDontKnow;

const std::string_view kFileOnPoll = kDontKnow;
const std::string_view kFileOnEpoll = kDontKnow;
const std::string_view kClosedOnPoll = kDontKnow;
const std::string_view kClosedOnEpoll = kDontKnow;

}  // namespace oneloop
