#include "common/testing/skip.h"

#include <fmt/core.h>

namespace oneloop::testing {

void skip(std::string_view reason) { fmt::print("[SKIPPED] {}\n", reason); }

}  // namespace oneloop::testing
