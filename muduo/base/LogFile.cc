#include "muduo/base/LogFile.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <stdio.h>

#include <system_error>

#include "muduo/base/FileUtil.h"
#include "muduo/base/ProcessInfo.h"

namespace muduo {
namespace {

string fileName(const string& basename, time_t now) {
  return fmt::format("{}.{:%Y%m%d-%H%M%S}.{}.{}.log", basename,
                     fmt::gmtime(now), ProcessInfo::hostname(),
                     ProcessInfo::pid());
}

time_t dayOf(time_t moment) { return moment / (24 * 60 * 60); }

}  // namespace

LogFile::LogFile(const string& basename, off_t rollSize, bool,
                 int flushInterval, int)
    : basename_(basename), rollSize_(rollSize), flushInterval_(flushInterval) {
  roll(::time(nullptr));
}

LogFile::~LogFile() = default;

void LogFile::append(const char* line, int length) {
  const time_t now = ::time(nullptr);
  MutexLockGuard lock(mutex_);
  if (file_->writtenBytes() > rollSize_ || dayOf(now) != dayOf(begun_)) {
    roll(now);
  }
  file_->append(line, static_cast<size_t>(length));
  if (now - flushed_ > flushInterval_) {
    flushed_ = now;
    file_->flush();
  }
}

void LogFile::flush() {
  MutexLockGuard lock(mutex_);
  file_->flush();
}

bool LogFile::rollFile() {
  MutexLockGuard lock(mutex_);
  return roll(::time(nullptr));
}

bool LogFile::roll(time_t now) {
  if (now <= tried_) return false;  // once in a second, also if it fails
  tried_ = now;
  try {
    file_ = std::make_unique<FileUtil::AppendFile>(fileName(basename_, now));
  } catch (const std::system_error& error) {
    if (file_ == nullptr) throw;
    fprintf(stderr, "LogFile: %s\n", error.what());  // goes on in the old one
    return false;
  }
  begun_ = flushed_ = now;
  return true;
}

}  // namespace muduo
