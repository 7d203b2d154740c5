#include "common/testing/sleepsIn.h"

#include <map>
#include <system_error>

#include "common/testing/procfs.h"

namespace oneloop::testing {

bool sleepsIn(pid_t pid, const std::string& systemCall) {
  static const std::map<std::string, std::string> variants{
      {"accept", "accept4"},
      {"epoll_wait", "epoll_pwait"},
      {"poll", "ppoll"},
      {"select", "pselect6"},
      {"sigwaitinfo", "rt_sigtimedwait"}};
  const std::string name = procfs::sleepingIn(pid).name;
  const auto variant = variants.find(systemCall);
  return name == systemCall ||
         (variant != variants.end() && name == variant->second);
}

std::string whatItDoes(pid_t pid) {
  try {
    const std::string name = procfs::sleepingIn(pid).name;
    return name.empty() ? "it runs, and does not sleep"
                        : "it sleeps in " + name;
  } catch (const std::system_error&) {
    return "it has ended";
  }
}

}  // namespace oneloop::testing
