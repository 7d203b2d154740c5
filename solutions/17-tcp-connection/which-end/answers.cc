#include "exercises/17-tcp-connection/which-end/questions.h"

namespace oneloop {

const std::string_view kPeerShutsDown = "IN";
const std::string_view kRead = "0";
const std::string_view kPeerHears = "5";
const std::string_view kBothShutDown = "IN HUP";

const std::string_view kReadAfterReset = "5";

const std::string_view kWatchesNothing = "ERR HUP";

}  // namespace oneloop
