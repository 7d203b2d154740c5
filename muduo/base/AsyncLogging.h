#pragma once

#include <stdint.h>

#include <atomic>
#include <memory>
#include <vector>

#include "muduo/base/BlockingQueue.h"
#include "muduo/base/BoundedBlockingQueue.h"
#include "muduo/base/Condition.h"
#include "muduo/base/CountDownLatch.h"
#include "muduo/base/LogFile.h"
#include "muduo/base/LogStream.h"
#include "muduo/base/Mutex.h"
#include "muduo/base/Thread.h"

namespace muduo {

/// A log whose files a thread of its own writes: no thread of the program
/// waits for the disk.
///
///   AsyncLogging log("server", 500 * 1000 * 1000);
///   Logger::setOutput([](const char* line, int length) { ... });
///   log.start();
///
/// append() is safe from any thread, also before start(). If the disk falls
/// 64 MiB behind, lines are dropped, and the log says how many.
class AsyncLogging : noncopyable {
 public:
  AsyncLogging(const string& basename, off_t rollSize, int flushInterval = 3);
  ~AsyncLogging() { stop(); }

  void append(const char* line, int length);
  /// Throws std::system_error if the file cannot be opened.
  void start();
  /// When it returns, all that was appended before has been written.
  void stop();

 private:
  void write();
  bool waitForLines(string* lines);

  const string basename_;
  const off_t rollSize_;
  const int flushInterval_;
  std::unique_ptr<LogFile> file_;
  std::unique_ptr<Thread> thread_;

  MutexLock mutex_;
  Condition changed_;
  string lines_ GUARDED_BY(mutex_);
  int64_t dropped_ GUARDED_BY(mutex_) = 0;
  bool running_ GUARDED_BY(mutex_) = false;
};

}  // namespace muduo
