#include "common/testing/descriptorLimit.h"

#include <sys/resource.h>

#include "common/check.h"

namespace oneloop::testing {

std::size_t raiseDescriptorLimit() {
  rlimit limit{};
  check("getrlimit", ::getrlimit(RLIMIT_NOFILE, &limit));
  limit.rlim_cur = limit.rlim_max;
  check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limit));
  return limit.rlim_cur;
}

}  // namespace oneloop::testing
