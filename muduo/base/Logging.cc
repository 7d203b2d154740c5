#include "muduo/base/Logging.h"

#include <errno.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "muduo/base/CurrentThread.h"
#include "muduo/base/TimeZone.h"
#include "muduo/base/Timestamp.h"

namespace muduo {
namespace {

// At once, also into a pipe: a server may be killed.
void writeToStdout(const char* line, int length) {
  fwrite(line, 1, static_cast<size_t>(length), stdout);
  fflush(stdout);
}
void flushStdout() { fflush(stdout); }

std::atomic<Logger::OutputFunc> outputFunction = writeToStdout;
std::atomic<Logger::FlushFunc> flushFunction = flushStdout;

/// Hands spdlog's lines to the program's function, under a lock.
class FunctionSink : public spdlog::sinks::base_sink<std::mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    outputFunction.load()(line.data(), static_cast<int>(line.size()));
  }
  void flush_() override { flushFunction.load()(); }
};

/// "20260102 11:04:05.678901", in a time zone.
class LocalTime : public spdlog::custom_flag_formatter {
 public:
  explicit LocalTime(int eastOfUtc) : eastOfUtc_(eastOfUtc) {}

  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& line) override {
    const auto since = duration_cast<std::chrono::microseconds>(
        message.time.time_since_epoch());
    const string text =
        addTime(Timestamp(since.count()), eastOfUtc_).toFormattedString();
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LocalTime>(*this);
  }

 private:
  int eastOfUtc_;
};

std::unique_ptr<spdlog::formatter> formatterFor(const TimeZone& zone) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(
      spdlog::pattern_time_type::utc);
  if (zone.valid()) formatter->add_flag<LocalTime>('@', zone.eastOfUtc());
  formatter->set_pattern(string(zone.valid() ? "%@" : "%Y%m%d %T.%fZ") +
                         " %5t %v - %s:%#");
  return formatter;
}

/// Of as long a life as the process: what is destroyed after main may log.
spdlog::logger& logger() {
  static spdlog::logger& logger = [&]() -> spdlog::logger& {
    const auto sink = std::make_shared<FunctionSink>();
    sink->set_formatter(formatterFor(TimeZone()));
    auto* const made = new spdlog::logger("muduo", sink);
    made->set_level(spdlog::level::trace);  // the macros have chosen
    return *made;
  }();
  return logger;
}

constexpr std::array<const char*, Logger::NUM_LOG_LEVELS> kNames{
    "TRACE ", "DEBUG ", "INFO  ", "WARN  ", "ERROR ", "FATAL "};
constexpr std::array kLevels{spdlog::level::trace, spdlog::level::debug,
                             spdlog::level::info,  spdlog::level::warn,
                             spdlog::level::err,   spdlog::level::critical};

Logger::LogLevel levelOfEnvironment() {
  if (getenv("MUDUO_LOG_TRACE") != nullptr) return Logger::TRACE;
  if (getenv("MUDUO_LOG_DEBUG") != nullptr) return Logger::DEBUG;
  const char* const name = getenv("SPDLOG_LEVEL");
  if (name == nullptr) return Logger::INFO;
  // spdlog takes any other word for "off", which is above FATAL: it aborts,
  // so it is said in any case.
  const int level = spdlog::level::from_str(name);
  return static_cast<Logger::LogLevel>(
      std::min<int>(level, Logger::NUM_LOG_LEVELS - 1));
}

std::atomic<Logger::LogLevel>& level() {
  static std::atomic<Logger::LogLevel> level = levelOfEnvironment();
  return level;
}

}  // namespace

Logger::LogLevel Logger::logLevel() {
  return level().load(std::memory_order_relaxed);
}
void Logger::setLogLevel(LogLevel newLevel) {
  level() = std::min(newLevel, FATAL);  // a fatal line ends the program always
}
void Logger::setOutput(OutputFunc function) { outputFunction = function; }
void Logger::setFlush(FlushFunc function) { flushFunction = function; }
void Logger::setTimeZone(const TimeZone& zone) {
  logger().sinks().front()->set_formatter(formatterFor(zone));
}

Logger::Logger(SourceFile file, int line, LogLevel level, const char* function)
    : file_(file), line_(line), level_(level) {
  stream_ << kNames[level];
  if (function != nullptr) stream_ << function << ' ';
}

Logger::Logger(SourceFile file, int line, bool toAbort)
    : file_(file), line_(line), level_(toAbort ? FATAL : ERROR) {
  const int error = errno;
  stream_ << kNames[level_];
  if (error != 0) {
    stream_ << strerror_tl(error) << " (errno=" << error << ") ";
  }
  errno = error;
}

Logger::~Logger() {
  const int saved = errno;
  const StringPiece text = stream_.buffer().toStringPiece();
  logger().log(spdlog::source_loc{file_.data_, line_, ""},
               kLevels[static_cast<size_t>(level_)],
               spdlog::string_view_t(text.data(), text.size()));
  if (level_ == FATAL) {
    logger().flush();
    abort();
  }
  errno = saved;
}

const char* strerror_tl(int error) {
  thread_local std::array<char, 512> text;
  return strerror_r(error, text.data(), text.size());
}

}  // namespace muduo
