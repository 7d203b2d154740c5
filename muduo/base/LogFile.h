#pragma once

#include <sys/types.h>
#include <time.h>

#include <memory>

#include "muduo/base/Mutex.h"
#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"

namespace muduo {

namespace FileUtil {
class AppendFile;
}

/// A log in files that are called BASENAME.20260102-030405.HOST.PID.log. The
/// next one is begun after `rollSize` bytes, and at midnight (UTC).
///
/// Safe from any thread, whatever `threadSafe` says. Lines reach the kernel
/// `flushInterval` seconds later at most, if there are lines. The time is
/// looked at with each of them, whatever `checkEveryN` says.
///
///   LogFile file("server", 500 * 1000 * 1000);
///   Logger::setOutput([](const char* line, int length) { ... });
class LogFile : noncopyable {
 public:
  /// Throws std::system_error if the file cannot be opened.
  LogFile(const string& basename, off_t rollSize, bool threadSafe = true,
          int flushInterval = 3, int checkEveryN = 1024);
  ~LogFile();

  void append(const char* line, int length);
  void flush();
  /// Begins the next file. False if this one was begun in this very second: it
  /// would be called the same.
  bool rollFile();

 private:
  bool roll(time_t now) REQUIRES(mutex_);

  const string basename_;
  const off_t rollSize_;
  const int flushInterval_;
  MutexLock mutex_;
  time_t begun_ GUARDED_BY(mutex_) = 0;  // when it last had a new file,
  time_t tried_ GUARDED_BY(mutex_) = 0;  // or was to have one
  time_t flushed_ GUARDED_BY(mutex_) = 0;
  std::unique_ptr<FileUtil::AppendFile> file_ GUARDED_BY(mutex_);
};

}  // namespace muduo
