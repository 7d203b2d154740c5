#include "exercises/06-signal-driven/five-knocks/questions.h"

namespace oneloop {

const std::string_view kSigio = "1";
const std::string_view kRealTime = "5";

const std::string_view kBefore = "0";

const std::string_view kFirst = "SIGTERM";

const std::string_view kWhenFull = "SIGIO";
const std::string_view kSaysWho = "no";

}  // namespace oneloop
