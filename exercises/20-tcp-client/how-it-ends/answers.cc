#include "exercises/20-tcp-client/how-it-ends/questions.h"

namespace oneloop {

const std::string_view kBegins = kDontKnow;
const std::string_view kRefusedIsWritable = kDontKnow;
const std::string_view kAskedAgain = kDontKnow;
const std::string_view kPeer = kDontKnow;
const std::string_view kQueueIsFull = kDontKnow;

const std::string_view kItself = kDontKnow;

}  // namespace oneloop
