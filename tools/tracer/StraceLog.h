#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tracer {

/// One line of a -k stack: a return address in a file.
struct Frame {
  std::string module;
  std::uint64_t offset = 0;

  bool operator==(const Frame&) const = default;
};

/// One system call of strace's output.
struct Call {
  int thread = 0;
  std::string name;
  std::string arguments;  // as printed; what was printed so far if it sleeps
  std::string result;     // "5", "-1", "1 (in [4])"; empty while it sleeps
  std::string error;      // "EAGAIN"; empty if it did not fail
  double at = 0;          // when it began, in seconds
  double duration = 0;    // in seconds
  bool returned = false;
  std::size_t begin = 0;     // where in the text its first line begins,
  std::size_t end = 0;       // and where the line of its return ends
  std::vector<Frame> stack;  // the innermost function first

  bool failedWith(std::string_view name_) const { return error == name_; }
};

/// Reads the output of strace -f -ttt -T -k -a1, in the order in which the
/// calls began. A call that has not returned is among them: a sleeping call
/// may have half a line, without its newline, or an "<unfinished ...>".
///
/// A call that a signal interrupts is shown by strace as it is inside the
/// kernel (ERESTARTSYS). What the program sees is EINTR, and so does this.
std::vector<Call> parseStrace(std::string_view text);

}  // namespace oneloop::tracer
