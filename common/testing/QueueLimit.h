#pragma once

#include <sys/resource.h>

#include "common/check.h"

namespace oneloop::testing {

/// Lowers this process's own limit on queued signals (RLIMIT_SIGPENDING) while
/// it lives. What the kernel compares with it is the number that is queued for
/// all processes of the user. With 0, none is queued any more.
class QueueLimit {
 public:
  explicit QueueLimit(rlim_t signals) {
    check("getrlimit", ::getrlimit(RLIMIT_SIGPENDING, &before_));
    const rlimit lowered{signals, before_.rlim_max};
    check("setrlimit", ::setrlimit(RLIMIT_SIGPENDING, &lowered));
  }
  ~QueueLimit() { ::setrlimit(RLIMIT_SIGPENDING, &before_); }
  QueueLimit(const QueueLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace oneloop::testing
