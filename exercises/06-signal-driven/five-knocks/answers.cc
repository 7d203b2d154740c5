#include "exercises/06-signal-driven/five-knocks/questions.h"

namespace oneloop {

const std::string_view kSigio = kDontKnow;
const std::string_view kRealTime = kDontKnow;

const std::string_view kBefore = kDontKnow;

const std::string_view kFirst = kDontKnow;

const std::string_view kWhenFull = kDontKnow;
const std::string_view kSaysWho = kDontKnow;

}  // namespace oneloop
