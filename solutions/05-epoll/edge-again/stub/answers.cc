#include "exercises/05-epoll/edge-again/questions.h"

namespace oneloop {

const std::string_view kSecondArrival = kDontKnow;
const std::string_view kNothingNew = kDontKnow;
const std::string_view kAfterMod = kDontKnow;

const std::string_view kAddAgain = kDontKnow;
const std::string_view kResetWhileDisarmed = kDontKnow;

const std::string_view kRegularFile = kDontKnow;

}  // namespace oneloop
