#include "tools/tour/machine.h"

#include <fmt/format.h>
#include <linux/io_uring.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <string>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/connectTo.h"
#include "common/listenOn.h"
#include "common/testing/Process.h"
#include "common/testing/procfs.h"

namespace oneloop::tour::machine {
namespace {

using testing::ExitStatus;
using testing::findProgram;
using testing::Process;
using Verdict = Finding::Verdict;

Finding kernel() {
  utsname names{};
  ::uname(&names);
  return {"kernel", Verdict::kFact,
          fmt::format("{} {} {}", names.sysname, names.release, names.machine)};
}

Finding compiler(const std::string& name) {
  if (!findProgram(name)) return {name, Verdict::kFails, "missing"};
  Process process({name, "--version"});
  return {name, Verdict::kWorks, process.readLine().value_or("")};
}

Finding descriptors() {
  // The crowds of the tests: 5,000 clients, both ends in two processes.
  constexpr rlim_t kNeeded = 6'000;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const bool enough = limit.rlim_max >= kNeeded;
  return {
      "open descriptors", enough ? Verdict::kWorks : Verdict::kFails,
      fmt::format("{} a process, at most {}{}", limit.rlim_cur, limit.rlim_max,
                  enough ? "" : "; some tests want 6000: see ulimit -n")};
}

Finding tracing() {
  if (!findProgram("strace")) return {"strace", Verdict::kFails, "missing"};
  Process process({"strace", "-o", "/dev/null", "true"});
  if (process.wait() == ExitStatus{}) {
    return {"strace", Verdict::kWorks, "may trace here"};
  }
  return {"strace", Verdict::kFails,
          "may not trace here; a container needs --cap-add=SYS_PTRACE"};
}

Finding sleepers() {
  Process process({"sleep", "60"});
  try {
    testing::procfs::sleepingIn(process.pid());
    return {"/proc", Verdict::kWorks, "shows in which call a process sleeps"};
  } catch (const std::exception& error) {
    return {"/proc", Verdict::kFails, error.what()};
  }
}

Finding ioUring() {
  io_uring_params parameters{};
  const Fd ring(
      static_cast<int>(::syscall(SYS_io_uring_setup, 1, &parameters)));
  if (ring) return {"io_uring", Verdict::kWorks, "allowed"};
  return {"io_uring", Verdict::kFails,
          fmt::format("{}; containers often forbid it", std::strerror(errno))};
}

Finding loopback(const std::string& name, const std::string& host) {
  try {
    const Fd listener = listenOn({host, 0}, Blocking::kYes);
    const auto address = SocketAddress::localOf(listener.get());
    const Fd client = connectTo(address);
    return {name, Verdict::kWorks, fmt::format("{} answers", host)};
  } catch (const std::exception& error) {
    return {name, Verdict::kFails, error.what()};
  }
}

}  // namespace

std::vector<Finding> examine() {
  return {kernel(),
          compiler("g++"),
          compiler("clang++"),
          descriptors(),
          tracing(),
          sleepers(),
          ioUring(),
          loopback("IPv4", "127.0.0.1"),
          loopback("IPv6", "::1")};
}

}  // namespace oneloop::tour::machine
