#pragma once

#include <string.h>

#include "muduo/base/LogStream.h"
#include "muduo/base/TimeZone.h"
#include "muduo/base/Timestamp.h"
#include "muduo/base/Types.h"

namespace muduo {

/// One line of the log: made, filled, and written when it is destroyed.
///
///   LOG_INFO << "listening on " << port;
///   20260102 03:04:05.678901Z  4711 INFO  listening on 80 - echo.cc:12
///
/// spdlog writes it, to stdout unless setOutput says otherwise. The level is
/// INFO; the environment may set another one: SPDLOG_LEVEL=warn, or muduo's
/// MUDUO_LOG_TRACE and MUDUO_LOG_DEBUG. What is below the level is not written,
/// and what stands behind << is not even evaluated.
///
/// The LOG_... macros and the static functions are safe from any thread.
class Logger : noncopyable {
 public:
  enum LogLevel { TRACE, DEBUG, INFO, WARN, ERROR, FATAL, NUM_LOG_LEVELS };

  /// "echo.cc" of "examples/echo.cc".
  class SourceFile {
   public:
    SourceFile(const char* path) {
      const char* const slash = strrchr(path, '/');
      data_ = slash == nullptr ? path : slash + 1;
      size_ = static_cast<int>(strlen(data_));
    }

    const char* data_;
    int size_;
  };

  Logger(SourceFile file, int line, LogLevel level = INFO,
         const char* function = nullptr);
  /// With the text of errno, as it was when the line was begun. `toAbort`:
  /// FATAL, else ERROR.
  Logger(SourceFile file, int line, bool toAbort);
  /// Writes the line. Aborts the process after a FATAL one.
  ~Logger();

  LogStream& stream() { return stream_; }

  static LogLevel logLevel();
  static void setLogLevel(LogLevel level);

  /// Who gets the lines, whole, one at a time.
  using OutputFunc = void (*)(const char* line, int length);
  using FlushFunc = void (*)();
  static void setOutput(OutputFunc output);
  static void setFlush(FlushFunc flush);

  /// Lines have UTC, with a Z behind it, until a time zone is set.
  static void setTimeZone(const TimeZone& zone);

 private:
  const SourceFile file_;
  const int line_;
  const LogLevel level_;
  LogStream stream_;
};

const char* strerror_tl(int error);

namespace detail {

/// Makes a whole line of the log an expression, so that an if around it keeps
/// its else. & binds weaker than <<.
struct Discard {
  void operator&(LogStream&) const {}
};

template <typename T>
T* checkNotNull(Logger::SourceFile file, int line, const char* text,
                T* pointer) {
  if (pointer == nullptr) Logger(file, line, Logger::FATAL).stream() << text;
  return pointer;
}

}  // namespace detail
}  // namespace muduo

#define ONELOOP_LOG(LEVEL, ...)                    \
  muduo::Logger::logLevel() > muduo::Logger::LEVEL \
      ? static_cast<void>(0)                       \
      : muduo::detail::Discard() &                 \
            muduo::Logger(__FILE__, __LINE__, __VA_ARGS__).stream()

#define LOG_TRACE ONELOOP_LOG(TRACE, muduo::Logger::TRACE, __func__)
#define LOG_DEBUG ONELOOP_LOG(DEBUG, muduo::Logger::DEBUG, __func__)
#define LOG_INFO ONELOOP_LOG(INFO, muduo::Logger::INFO)
#define LOG_WARN ONELOOP_LOG(WARN, muduo::Logger::WARN)
#define LOG_ERROR ONELOOP_LOG(ERROR, muduo::Logger::ERROR)
#define LOG_FATAL ONELOOP_LOG(FATAL, muduo::Logger::FATAL)
#define LOG_SYSERR ONELOOP_LOG(ERROR, false)
#define LOG_SYSFATAL ONELOOP_LOG(FATAL, true)

#define CHECK_NOTNULL(pointer)                      \
  ::muduo::detail::checkNotNull(__FILE__, __LINE__, \
                                "'" #pointer "' Must be non NULL", (pointer))
