#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/Fd.h"
#include "common/testing/Process.h"

namespace oneloop::tour {

/// A program on a terminal of 80 columns, and somebody who reads and types
/// there. For tests: each wait has a deadline. The program is killed at the
/// end of its life.
class PseudoTerminal {
 public:
  PseudoTerminal(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment);
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;

  pid_t pid() const { return pid_; }

  /// Types keys.
  void press(std::string_view keys) const;

  /// Waits until `text` has appeared behind what was expected last. Throws
  /// testing::Failure, with what is there instead, if it does not.
  void expect(std::string_view text);

  /// Everything that has been printed so far.
  const std::string& printed() const { return printed_; }

  /// Waits for the end of the program.
  testing::ExitStatus wait();

  /// True if the terminal echoes and waits for whole lines, as it did at
  /// first.
  bool isAsAtFirst() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool readMore(Clock::time_point deadline);

  pid_t pid_ = -1;  // -1 once it has been reaped
  Fd master_;
  std::string printed_;
  std::size_t expected_ = 0;  // the end of what was expected last
};

}  // namespace oneloop::tour
