#include "common/log.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace oneloop {
namespace {

int length(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

// stdio locks stderr for the length of one call: lines of two threads do not
// mix. The result is not looked at; there is nowhere left to report to.

void log(std::string_view text) noexcept {
  const int saved = errno;
  std::fprintf(stderr, "%s: %.*s\n", program_invocation_short_name,
               length(text), text.data());
  errno = saved;
}

void logErrno(std::string_view call) noexcept {
  const int saved = errno;
  std::fprintf(stderr, "%s: %.*s: %s\n", program_invocation_short_name,
               length(call), call.data(), strerrordesc_np(saved));
  errno = saved;
}

}  // namespace oneloop
