#include "tools/compare/Counters.h"

#include <linux/perf_event.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

namespace oneloop::compare {
namespace {

Fd openCounter(pid_t pid, std::uint32_t type, std::uint64_t config) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.inherit = 1;
  return Fd(static_cast<int>(::syscall(SYS_perf_event_open, &attributes, pid,
                                       -1, -1, PERF_FLAG_FD_CLOEXEC)));
}

// The number of the tracepoint that every system call passes; 0: unknown.
std::uint64_t systemCallTracepoint() {
  std::uint64_t id = 0;
  std::ifstream("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id") >> id;
  if (id != 0) return id;
  // Not mounted yet: perf(1) would do the same.
  if (::mount("none", "/sys/kernel/tracing", "tracefs", 0, nullptr) != 0) {
    return 0;
  }
  std::ifstream("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id") >> id;
  return id;
}

Fd systemCallCounter(pid_t pid) {
  const std::uint64_t id = systemCallTracepoint();
  return id == 0 ? Fd() : openCounter(pid, PERF_TYPE_TRACEPOINT, id);
}

std::optional<std::uint64_t> valueOf(const Fd& counter) {
  std::uint64_t value = 0;
  if (!counter || ::read(counter.get(), &value, sizeof value) != sizeof value) {
    return {};
  }
  return value;
}

}  // namespace

Counters::Counters(pid_t pid)
    : systemCalls_(systemCallCounter(pid)),
      contextSwitches_(openCounter(pid, PERF_TYPE_SOFTWARE,
                                   PERF_COUNT_SW_CONTEXT_SWITCHES)) {}

Counters::Counts Counters::read() const {
  return {valueOf(systemCalls_), valueOf(contextSwitches_)};
}

}  // namespace oneloop::compare
