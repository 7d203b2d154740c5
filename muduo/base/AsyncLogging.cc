#include "muduo/base/AsyncLogging.h"

#include <fmt/format.h>

#include <utility>

#include "muduo/base/Timestamp.h"

namespace muduo {
namespace {

constexpr size_t kMuch = size_t{4} << 20;   // is written at once
constexpr size_t kMost = size_t{64} << 20;  // waits for the disk

}  // namespace

AsyncLogging::AsyncLogging(const string& basename, off_t rollSize,
                           int flushInterval)
    : basename_(basename),
      rollSize_(rollSize),
      flushInterval_(flushInterval),
      changed_(mutex_) {}

void AsyncLogging::append(const char* line, int length) {
  const auto size = static_cast<size_t>(length);
  MutexLockGuard lock(mutex_);
  if (lines_.size() + size > kMost) {
    ++dropped_;
    return;
  }
  lines_.append(line, size);
  if (lines_.size() >= kMuch) changed_.notify();
}

void AsyncLogging::start() {
  if (thread_ != nullptr) return;
  file_ = std::make_unique<LogFile>(basename_, rollSize_);
  {
    MutexLockGuard lock(mutex_);
    running_ = true;
  }
  thread_ = std::make_unique<Thread>([this] { write(); }, "Logging");
  thread_->start();
}

void AsyncLogging::stop() {
  if (thread_ == nullptr) return;
  {
    MutexLockGuard lock(mutex_);
    running_ = false;
    changed_.notify();
  }
  thread_->join();
  thread_.reset();
  file_.reset();
}

void AsyncLogging::write() {
  string lines;
  for (bool more = true; more;) {
    more = waitForLines(&lines);
    file_->append(lines.data(), static_cast<int>(lines.size()));
    file_->flush();
    lines.clear();
  }
}

// False: there will be no more.
bool AsyncLogging::waitForLines(string* lines) {
  MutexLockGuard lock(mutex_);
  if (running_ && lines_.size() < kMuch) {
    changed_.waitForSeconds(flushInterval_);  // to be woken for nothing is fine
  }
  std::swap(*lines, lines_);
  if (const int64_t dropped = std::exchange(dropped_, 0); dropped > 0) {
    *lines += fmt::format("{} dropped {} lines: the disk is too slow\n",
                          Timestamp::now().toFormattedString(), dropped);
  }
  return running_;
}

}  // namespace muduo
