#include "exercises/07-asynchronous/who-waits/questions.h"

namespace oneloop {

const std::string_view kThreads = "3";
const std::string_view kWriteBehindRead = "EINPROGRESS";
const std::string_view kCancelStarted = "AIO_NOTCANCELED";
const std::string_view kCancelWaiting = "AIO_CANCELED";
const std::string_view kNonBlocking = "EAGAIN";

}  // namespace oneloop
