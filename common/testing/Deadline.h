#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace oneloop::testing {

/// How long an exercise waits for what the learner's code must do: long enough
/// for a busy machine, short enough for somebody who waits for the verdict.
inline constexpr std::chrono::milliseconds kPatience{2'000};

/// A limit for a call into the learner's code, which may never return:
///
///   const Deadline limit("drain");
///   drain(fd, budget);
///
/// If it still lives when its time is over, the program ends with the verdict
/// "drain: did not return within 2 s".
class Deadline {
 public:
  explicit Deadline(std::string who,
                    std::chrono::milliseconds limit = kPatience);
  ~Deadline();
  Deadline(const Deadline&) = delete;

 private:
  void watch(std::chrono::milliseconds limit);

  const std::string who_;
  std::condition_variable began_;
  bool watching_ = false;  // guarded by mutex_
  std::mutex mutex_;
  std::condition_variable ended_;
  bool inTime_ = false;  // guarded by mutex_
  std::thread watcher_;
};

}  // namespace oneloop::testing
