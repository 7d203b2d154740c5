#include "common/testing/environment.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <fstream>

#include "common/check.h"
#include "common/testing/Process.h"

namespace oneloop::testing {

std::string processorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string kernelVersion() {
  utsname name{};
  check("uname", ::uname(&name));
  // "6.1.0-18-amd64": the first two numbers are what a reader can use.
  std::string version(name.release);
  const auto minor = version.find('.');
  return version.substr(0, version.find_first_not_of("0123456789", minor + 1));
}

std::string compilerName() {
#ifdef __clang__
  return fmt::format("Clang {}.{}", __clang_major__, __clang_minor__);
#else
  return fmt::format("GCC {}.{}", __GNUC__, __GNUC_MINOR__);
#endif
}

std::string commitName() {
  if (!findProgram("git")) return "unknown";
  Process git({"git", "rev-parse", "--short", "HEAD"});
  std::string commit = git.readLine().value_or("");
  return git.wait() == ExitStatus{} ? commit : "unknown";
}

bool isOptimised() {
#ifdef __OPTIMIZE__
  return true;
#else
  return false;
#endif
}

// gcc defines macros, clang has a question.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ONELOOP_SANITIZED true
#elif defined(__has_feature)
#define ONELOOP_SANITIZED \
  (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define ONELOOP_SANITIZED false
#endif

bool isSanitized() { return ONELOOP_SANITIZED; }

}  // namespace oneloop::testing
