#pragma once

#include <cstdio>
#include <cstdlib>

namespace oneloop::fuzz {

/// Ends the process if it does not hold: that is how a fuzzer hears of it.
inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: not as expected: %s\n", what);
  std::abort();
}

/// True if the call throws an Exception.
template <typename Exception, typename Call>
bool throws(Call call) {
  try {
    call();
  } catch (const Exception&) {
    return true;
  }
  return false;
}

}  // namespace oneloop::fuzz
