#include "exercises/16-buffer/where-it-ends/questions.h"

namespace oneloop {

const std::string_view kThreeSends = "11";
const std::string_view kSmallRoom = "4";
const std::string_view kTheRest = "6";

const std::string_view kRoom = "24";
const std::string_view kAllocates = "no";
const std::string_view kThreeOfFour = "throws";

}  // namespace oneloop
