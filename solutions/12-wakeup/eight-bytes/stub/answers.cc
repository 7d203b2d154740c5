#include "exercises/12-wakeup/eight-bytes/questions.h"

namespace oneloop {

const std::string_view kOneRead = kDontKnow;
const std::string_view kSecondRead = kDontKnow;
const std::string_view kFourBytes = kDontKnow;
const std::string_view kFull = kDontKnow;

const std::string_view kRunInLoop = kDontKnow;
const std::string_view kFunctorOfFunctor = kDontKnow;

}  // namespace oneloop
