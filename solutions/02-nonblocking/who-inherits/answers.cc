#include "exercises/02-nonblocking/who-inherits/questions.h"

namespace oneloop {

const std::string_view kAccepted = "no";
const std::string_view kDuplicated = "yes";
const std::string_view kParents = "yes";
const std::string_view kOtherEnd = "no";
const std::string_view kAfterDontWait = "no";

}  // namespace oneloop
