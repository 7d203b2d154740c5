#include "exercises/16-buffer/where-it-ends/questions.h"

namespace oneloop {

const std::string_view kThreeSends = kDontKnow;
const std::string_view kSmallRoom = kDontKnow;
const std::string_view kTheRest = kDontKnow;

const std::string_view kRoom = kDontKnow;
const std::string_view kAllocates = kDontKnow;
const std::string_view kThreeOfFour = kDontKnow;

}  // namespace oneloop
