#include "exercises/20-tcp-client/how-it-ends/questions.h"

namespace oneloop {

const std::string_view kBegins = "EINPROGRESS";
const std::string_view kRefusedIsWritable = "yes";
const std::string_view kAskedAgain = "0";
const std::string_view kPeer = "ENOTCONN";
const std::string_view kQueueIsFull = "nothing";

const std::string_view kItself = "0";

}  // namespace oneloop
