#include "exercises/10-poller/which-poller/questions.h"

namespace oneloop {

const std::string_view kSetToZero = "poll";
const std::string_view kSetToNothing = "poll";
const std::string_view kUnsetLater = "poll";

const std::string_view kFileOnPoll = "called";
const std::string_view kFileOnEpoll = "EPERM";
const std::string_view kClosedOnPoll = "called";
const std::string_view kClosedOnEpoll = "nothing";

}  // namespace oneloop
