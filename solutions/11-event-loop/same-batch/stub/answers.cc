#include "exercises/11-event-loop/same-batch/questions.h"

namespace oneloop {

const std::string_view kDisabled = kDontKnow;
const std::string_view kDestroyed = kDontKnow;
const std::string_view kMade = kDontKnow;

const std::string_view kQuit = kDontKnow;
const std::string_view kThrown = kDontKnow;

}  // namespace oneloop
