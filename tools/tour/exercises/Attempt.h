#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/Fd.h"
#include "tools/tour/Builder.h"
#include "tools/tour/exercises/Exercise.h"
#include "tools/tour/exercises/Job.h"
#include "tools/tour/exercises/Judgement.h"

namespace oneloop::tour {

/// One try at an exercise: builds it, runs its judge, and keeps the judgement.
/// It never waits, so that keys and saved files can be looked at meanwhile:
/// wait until fd() is readable or deadline() is over, and call advance(). Its
/// end, at any time, stops the compilers and the judge.
///
/// The exercise must outlive it.
class Attempt {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds kLongest{20'000};

  /// A judge that runs longer than `longest` is stopped.
  Attempt(std::filesystem::path root, const Exercise& exercise,
          std::chrono::milliseconds longest = kLongest);

  /// -1 once it is judged.
  int fd() const { return job_ ? job_->fd() : -1; }
  std::optional<Clock::time_point> deadline() const { return deadline_; }

  /// Does what can be done now. True once it is judged.
  bool advance();

  /// What it is doing, for the learner: "building 3/9".
  const std::string& stage() const { return stage_; }

  /// Requires that it is judged.
  const Judgement& judgement() const { return *judgement_; }

 private:
  bool filesAreThere();
  void touchWhatWasMovedHere() const;
  std::filesystem::path judge() const;
  void configure();
  void build();
  void run();
  void showBuildStep();
  void endJob();

  std::filesystem::path root_;
  const Exercise& exercise_;
  Builder builder_;
  std::chrono::milliseconds longest_;
  std::string stage_;
  std::unique_ptr<Job> job_;
  void (Attempt::*next_)() = nullptr;  // after the job; nullptr: the judgement
  std::optional<Clock::time_point> deadline_;
  std::optional<CompilerMessage> warning_;  // of a build that went well
  Fd verdict_;  // a file in memory, so that a full disk spoils no verdict
  std::optional<Judgement> judgement_;
};

}  // namespace oneloop::tour
