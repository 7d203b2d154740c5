#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// 1. An EventLoopThreadPool with setThreadNum(3). How many loops are there
///    then, the base loop included?
///    "3" or "4"
extern const std::string_view kLoops;
/// 2. An EventLoopThread's init callback: in which thread is it called?
///    "the new" or "the caller's"
extern const std::string_view kInitCallback;
/// 3. The init callback throws. Who hears of it?
///    "startLoop", or "nobody": the program ends
extern const std::string_view kInitThrows;

/// A ThreadPool of one worker, whose queue holds at most one task.
/// 4. The worker is busy and the queue is full. Another thread calls run(). It
///    "waits", "returns false" or "runs it itself"
extern const std::string_view kFullFromOutside;
/// 5. The queue is full, and the task that runs calls run(). The worker
///    "waits", "returns false" or "runs it itself"
extern const std::string_view kFullFromWorker;

/// 6. A ThreadPool with start(0). In which thread does a task run?
///    "a worker's" or "the caller's"
extern const std::string_view kNoWorkers;

}  // namespace oneloop
