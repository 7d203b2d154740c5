#include "exercises/08-side-by-side/which-grows/questions.h"

namespace oneloop {

const std::string_view kPollBytes = kDontKnow;
const std::string_view kEpollBytes = kDontKnow;

const std::string_view kPollCalls = kDontKnow;
const std::string_view kThreadCalls = kDontKnow;
const std::string_view kBusyCalls = kDontKnow;

}  // namespace oneloop
