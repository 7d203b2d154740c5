#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/strace.h"

namespace oneloop::compare {

/// The bytes that a call hands to the kernel to say what it waits for: the
/// sets of select, the array of poll, the event of epoll_ctl. Other calls: 0.
std::size_t listBytes(const testing::SystemCall& call);

/// What strace saw of a running process: calls that have returned.
struct CallLog {
  std::size_t calls = 0;
  std::size_t listBytes = 0;

  static CallLog parse(std::string_view trace);
};

/// Attaches strace to a running process; detaches at the latest when it dies.
class Strace {
 public:
  /// Returns when strace is attached. Throws Failure if it may not attach.
  explicit Strace(pid_t pid);

  /// Detaches, and returns what was seen until then.
  CallLog finish();

 private:
  testing::Process process_;
};

}  // namespace oneloop::compare
