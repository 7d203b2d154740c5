#include "exercises/08-side-by-side/which-grows/questions.h"

namespace oneloop {

const std::string_view kPollBytes = "more than 10 times as many";
const std::string_view kEpollBytes = "the same";

const std::string_view kPollCalls = "3";
const std::string_view kThreadCalls = "2";
const std::string_view kBusyCalls = "more than 100";

}  // namespace oneloop
