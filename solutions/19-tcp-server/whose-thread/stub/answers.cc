#include "exercises/19-tcp-server/whose-thread/questions.h"

namespace oneloop {

const std::string_view kNoThreads = kDontKnow;
const std::string_view kConnectionCallback = kDontKnow;
const std::string_view kOneClient = kDontKnow;
const std::string_view kFourthClient = kDontKnow;
const std::string_view kSendOfWorker = kDontKnow;
const std::string_view kDone = kDontKnow;

}  // namespace oneloop
