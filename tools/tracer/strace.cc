#include "tools/tracer/strace.h"

#include <cstdlib>

#include "common/testing/waitUntil.h"
#include "tools/tracer/settle.h"

namespace oneloop::tracer {

std::vector<std::string> underStrace(const std::string& calls,
                                     const std::string& log,
                                     const std::vector<std::string>& command) {
  // -D: the program is our child, not strace's, and so ends with us.
  std::vector<std::string> all{
      "strace", "-D",   "-f", "-ttt",        "-T", "-k",
      "-a1",    "-s64", "-e", "signal=none", "-e", "trace=" + calls,
      "-o",     log};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

void waitForEndOf(int process, const std::string& log) {
  testing::waitUntil("strace has told the end of the program", [&] {
    const std::string text = readFrom(log, 0);
    if (!text.ends_with(" +++\n")) return false;
    const auto last = text.rfind('\n', text.size() - 2) + 1;
    return std::atoi(text.c_str() + last) == process;
  });
}

}  // namespace oneloop::tracer
