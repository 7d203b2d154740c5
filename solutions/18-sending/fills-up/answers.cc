#include "exercises/18-sending/fills-up/questions.h"

namespace oneloop {

const std::string_view kFirst = "a part";
const std::string_view kFull = "nothing";
const std::string_view kOneByteRead = "nothing";
const std::string_view kAllRead = "OUT";

const std::string_view kShutdown = "all";
const std::string_view kClose = "all";
const std::string_view kCloseUnread = "fewer";

}  // namespace oneloop
