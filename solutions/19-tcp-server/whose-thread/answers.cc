#include "exercises/19-tcp-server/whose-thread/questions.h"

namespace oneloop {

const std::string_view kNoThreads = "B";
const std::string_view kConnectionCallback = "the connection's";
const std::string_view kOneClient = "1";
const std::string_view kFourthClient = "first";
const std::string_view kSendOfWorker = "the connection's";
const std::string_view kDone = "B";

}  // namespace oneloop
