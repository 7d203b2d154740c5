#include "exercises/02-nonblocking/who-inherits/questions.h"

namespace oneloop {

const std::string_view kAccepted = kDontKnow;
const std::string_view kDuplicated = kDontKnow;
const std::string_view kParents = kDontKnow;
const std::string_view kOtherEnd = kDontKnow;
const std::string_view kAfterDontWait = kDontKnow;

}  // namespace oneloop
