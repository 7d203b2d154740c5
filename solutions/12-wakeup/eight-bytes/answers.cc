#include "exercises/12-wakeup/eight-bytes/questions.h"

namespace oneloop {

const std::string_view kOneRead = "3";
const std::string_view kSecondRead = "EAGAIN";
const std::string_view kFourBytes = "EINVAL";
const std::string_view kFull = "EAGAIN";

const std::string_view kRunInLoop = "before";
const std::string_view kFunctorOfFunctor = "different";

}  // namespace oneloop
