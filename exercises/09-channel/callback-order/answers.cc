#include "exercises/09-channel/callback-order/questions.h"

namespace oneloop {

const std::string_view kSentAndClosed = kDontKnow;
const std::string_view kWriterClosed = kDontKnow;
const std::string_view kReset = kDontKnow;
const std::string_view kUrgent = kDontKnow;

const std::string_view kReadDisablesWriting = kDontKnow;
const std::string_view kReadAndWrite = kDontKnow;

}  // namespace oneloop
