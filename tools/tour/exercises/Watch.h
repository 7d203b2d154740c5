#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "tools/tour/FolderWatch.h"
#include "tools/tour/Keyboard.h"
#include "tools/tour/Signals.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/exercises/Attempt.h"
#include "tools/tour/exercises/Progress.h"
#include "tools/tour/exercises/WatchScreen.h"
#include "tools/tour/exercises/Workbook.h"

namespace oneloop::tour {

/// The loop of ./tour watch, for a terminal: one exercise is on the screen;
/// whenever its file is saved, it is built and judged. One thread waits for
/// everything: keys, saved files, the compiler, the judge, and signals.
class Watch {
 public:
  explicit Watch(std::filesystem::path root);

  /// Until q is pressed (returns 0), the terminal is gone, or a signal comes
  /// (returns its number).
  int run();

 private:
  using Clock = std::chrono::steady_clock;

  void wait();
  int pollTimeout() const;
  void onSignal(int signal);
  void onKey(char key);
  void onKeyInList(char key);
  void onCommand(char key);

  void go(const Exercise& exercise);
  void goNext();
  void goPrevious();
  void attempt();
  void onJudged();
  void showHint();
  void reset();
  /// Does what may fail for want of disk space; says so, and goes on.
  void trying(const std::function<void()>& action);
  void draw() const;

  std::filesystem::path root_;
  Workbook workbook_;
  Progress progress_;
  Terminal terminal_;
  Signals signals_;
  Keyboard keyboard_;
  FolderWatch folder_;
  std::unique_ptr<Attempt> attempt_;
  std::optional<Clock::time_point> saved_;  // a save that is not yet built
  WatchScreen screen_;
  bool quit_ = false;
  int signal_ = 0;
};

}  // namespace oneloop::tour
