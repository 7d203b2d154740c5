#include "exercises/09-channel/callback-order/questions.h"

namespace oneloop {

const std::string_view kSentAndClosed = "read";
const std::string_view kWriterClosed = "close";
const std::string_view kReset = "error, read";
const std::string_view kUrgent = "none";

const std::string_view kReadDisablesWriting = "read";
const std::string_view kReadAndWrite = "read, write";

}  // namespace oneloop
