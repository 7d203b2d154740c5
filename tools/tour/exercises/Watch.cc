#include "tools/tour/exercises/Watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string_view>

#include "common/check.h"
#include "tools/tour/exercises/resetToStub.h"

namespace oneloop::tour {
namespace {

using Mode = WatchScreen::Mode;

// An editor writes, renames and removes within a few milliseconds.
constexpr std::chrono::milliseconds kQuiet{30};

}  // namespace

Watch::Watch(std::filesystem::path root)
    : root_(std::move(root)),
      workbook_(root_),
      progress_(root_),
      signals_({SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH}) {
  go(progress_.current(workbook_));
  if (!progress_.trouble().empty()) screen_.message = progress_.trouble();
}

int Watch::run() {
  while (!quit_ && signal_ == 0) {
    draw();
    wait();
  }
  attempt_.reset();
  return signal_;
}

// Until something happens that changes the screen.
void Watch::wait() {
  std::array<pollfd, 4> watched{{{signals_.fd(), POLLIN, 0},
                                 {STDIN_FILENO, POLLIN, 0},
                                 {folder_.fd(), POLLIN, 0},
                                 {attempt_ ? attempt_->fd() : -1, POLLIN, 0}}};
  for (bool changed = false; !changed;) {
    if (::poll(watched.data(), watched.size(), pollTimeout()) < 0) {
      if (errno != EINTR) throwErrno("poll");
      continue;
    }
    if (watched[0].revents != 0) onSignal(signals_.take());
    if (watched[1].revents != 0) {
      const std::string keys = Keyboard::read();
      if (keys.empty()) quit_ = true;
      for (const char key : keys) onKey(key);
    }
    changed = watched[0].revents != 0 || watched[1].revents != 0;
    if (folder_.changed()) saved_ = Clock::now() + kQuiet;
    if (saved_ && Clock::now() >= *saved_) {
      attempt();
      return;
    }
    if (changed) return;  // the attempt may be another one now
    if (attempt_ && attempt_->advance()) {
      onJudged();
      return;
    }
    if (attempt_ && attempt_->stage() != screen_.stage) {
      screen_.stage = attempt_->stage();
      return;  // its descriptor may be another one now
    }
  }
}

int Watch::pollTimeout() const {
  std::optional<Clock::time_point> next = saved_;
  if (attempt_ && attempt_->deadline()) {
    next =
        std::min(next.value_or(*attempt_->deadline()), *attempt_->deadline());
  }
  if (!next) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void Watch::onSignal(int signal) {
  if (signal == SIGTSTP) {
    keyboard_.giveBack();
    ::raise(SIGSTOP);
    keyboard_.takeOver();
  } else if (signal != 0 && signal != SIGWINCH) {
    signal_ = signal;
  }
}

void Watch::onKey(char key) {
  const Mode mode = screen_.mode;
  if (mode == Mode::kList) return onKeyInList(key);
  screen_.message.clear();
  screen_.mode = Mode::kExercise;
  if (mode == Mode::kConfirmReset) {
    if (key == 'y') trying([&] { reset(); });
  } else if (mode == Mode::kConfirmSolution) {
    if (key == 'y') screen_.mode = Mode::kSolution;
  } else if (mode == Mode::kExercise || key == 'q') {
    onCommand(key);
  }
}

void Watch::onKeyInList(char key) {
  const auto& all = workbook_.exercises();
  if (key == 'j' && screen_.cursor + 1 < all.size()) ++screen_.cursor;
  if (key == 'k' && screen_.cursor > 0) --screen_.cursor;
  if (key == '\n') go(all[screen_.cursor]);
  if (key == 'l' || key == '\x1b') screen_.mode = Mode::kExercise;
  if (key == 'q') quit_ = true;
}

void Watch::onCommand(char key) {
  const bool passed = progress_.passed(*screen_.exercise);
  switch (key) {
    case 'n':
      return goNext();
    case 'p':
      return goPrevious();
    case 'h':
      return trying([&] { showHint(); });
    case 'l':
      screen_.cursor = workbook_.indexOf(*screen_.exercise);
      screen_.mode = Mode::kList;
      return;
    case 'r':
      screen_.mode = Mode::kConfirmReset;
      return;
    case 's':
      screen_.mode = passed ? Mode::kSolution : Mode::kConfirmSolution;
      return;
    case 'o':
      screen_.mode = Mode::kOutput;
      return;
    case '\n':  // for folders that do not tell of changes: network, virtual
      return attempt();
    case 'q':
      quit_ = true;
      return;
    default:
      return;
  }
}

void Watch::go(const Exercise& exercise) {
  screen_ = {};
  screen_.exercise = &exercise;
  std::vector<std::string> names;
  for (const std::filesystem::path file : exercise.edit) {
    names.push_back(file.filename());
  }
  folder_.watch(root_ / exercise.editFolder(), std::move(names));
  trying([&] { progress_.choose(exercise); });
  attempt();
}

void Watch::goNext() {
  const auto& all = workbook_.exercises();
  const std::size_t here = workbook_.indexOf(*screen_.exercise);
  const Exercise* open = progress_.nextAfter(workbook_, *screen_.exercise);
  go(open ? *open : all[(here + 1) % all.size()]);
}

void Watch::goPrevious() {
  const auto& all = workbook_.exercises();
  const std::size_t here = workbook_.indexOf(*screen_.exercise);
  go(all[(here + all.size() - 1) % all.size()]);
}

void Watch::attempt() {
  saved_.reset();
  attempt_.reset();  // first stops what runs: it would hold the build's lock
  screen_.judgement = nullptr;
  if (screen_.mode == Mode::kOutput) screen_.mode = Mode::kExercise;
  attempt_ = std::make_unique<Attempt>(root_, *screen_.exercise);
  screen_.stage = attempt_->stage();
  if (attempt_->fd() < 0) onJudged();
}

void Watch::onJudged() {
  const Exercise& exercise = *screen_.exercise;
  screen_.judgement = &attempt_->judgement();
  if (!screen_.judgement->passed()) return;
  screen_.hints = false;
  trying([&] {
    if (!progress_.passed(exercise)) progress_.pass(exercise);
  });
  if (progress_.solved(workbook_) == workbook_.exercises().size()) {
    screen_.message = "All exercises are solved.";
  }
}

void Watch::showHint() {
  progress_.showHint(*screen_.exercise);
  screen_.hints = true;
}

void Watch::reset() {
  const auto copies = resetToStub(root_, *screen_.exercise);
  progress_.forgetHints(*screen_.exercise);
  screen_.hints = false;
  if (!copies.empty()) {
    screen_.message = fmt::format("The original is back; what you had is in {}",
                                  copies.front().parent_path().string());
  }
}

void Watch::trying(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    screen_.message = fmt::format("That could not be done: {}", error.what());
  }
}

void Watch::draw() const {
  const std::string text = screen_.draw(root_, workbook_, progress_, terminal_);
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // the terminal is gone: reading from it says so
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace oneloop::tour
