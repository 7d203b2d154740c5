#include "exercises/05-epoll/edge-again/questions.h"

namespace oneloop {

const std::string_view kSecondArrival = "1";
const std::string_view kNothingNew = "0";
const std::string_view kAfterMod = "1";

const std::string_view kAddAgain = "EEXIST";
const std::string_view kResetWhileDisarmed = "0";

const std::string_view kRegularFile = "EPERM";

}  // namespace oneloop
