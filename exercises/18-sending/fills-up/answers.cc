#include "exercises/18-sending/fills-up/questions.h"

namespace oneloop {

const std::string_view kFirst = kDontKnow;
const std::string_view kFull = kDontKnow;
const std::string_view kOneByteRead = kDontKnow;
const std::string_view kAllRead = kDontKnow;

const std::string_view kShutdown = kDontKnow;
const std::string_view kClose = kDontKnow;
const std::string_view kCloseUnread = kDontKnow;

}  // namespace oneloop
