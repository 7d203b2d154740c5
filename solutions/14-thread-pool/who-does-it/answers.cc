#include "exercises/14-thread-pool/who-does-it/questions.h"

namespace oneloop {

const std::string_view kLoops = "4";
const std::string_view kInitCallback = "the new";
const std::string_view kInitThrows = "startLoop";

const std::string_view kFullFromOutside = "waits";
const std::string_view kFullFromWorker = "runs it itself";

const std::string_view kNoWorkers = "the caller's";

}  // namespace oneloop
