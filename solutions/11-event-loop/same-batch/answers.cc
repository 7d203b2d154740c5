#include "exercises/11-event-loop/same-batch/questions.h"

namespace oneloop {

const std::string_view kDisabled = "not called";
const std::string_view kDestroyed = "not called";
const std::string_view kMade = "next";

const std::string_view kQuit = "called";
const std::string_view kThrown = "called";

}  // namespace oneloop
