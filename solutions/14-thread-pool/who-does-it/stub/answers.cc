#include "exercises/14-thread-pool/who-does-it/questions.h"

namespace oneloop {

const std::string_view kLoops = kDontKnow;
const std::string_view kInitCallback = kDontKnow;
const std::string_view kInitThrows = kDontKnow;

const std::string_view kFullFromOutside = kDontKnow;
const std::string_view kFullFromWorker = kDontKnow;

const std::string_view kNoWorkers = kDontKnow;

}  // namespace oneloop
