#pragma once

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <string>

#include "common/check.h"
#include "common/testing/Child.h"
#include "common/testing/descriptors.h"

namespace oneloop::testing {

/// How a process ended that called `body`, and its last words on stderr.
struct Death {
  ExitStatus status;
  std::string words;

  /// `body` returned.
  bool isNone() const { return status == ExitStatus{}; }
  /// A programmer's error: it aborts, and says `words`.
  bool isAbortThatSays(const std::string& part) const {
    return status.signal == SIGABRT && words.find(part) != std::string::npos;
  }
};

inline Death deathOf(const std::function<void()>& body) {
  std::FILE* const heard = std::tmpfile();
  if (heard == nullptr) throwErrno("tmpfile");
  Child child([&] {
    check("dup2", ::dup2(::fileno(heard), STDERR_FILENO));
    ::signal(SIGABRT, SIG_DFL);  // doctest would catch it
    body();
    return 0;
  });
  Death death{child.wait(), {}};
  std::rewind(heard);
  for (int byte = std::fgetc(heard); byte != EOF; byte = std::fgetc(heard)) {
    death.words.push_back(static_cast<char>(byte));
  }
  std::fclose(heard);
  return death;
}

}  // namespace oneloop::testing
