#include "exercises/17-tcp-connection/which-end/questions.h"

namespace oneloop {

const std::string_view kPeerShutsDown = kDontKnow;
const std::string_view kRead = kDontKnow;
const std::string_view kPeerHears = kDontKnow;
const std::string_view kBothShutDown = kDontKnow;

const std::string_view kReadAfterReset = kDontKnow;

const std::string_view kWatchesNothing = kDontKnow;

}  // namespace oneloop
