#pragma once

#include <string>
#include <vector>

/// What this machine allows: found out by trying it, not by asking.
namespace oneloop::tour::machine {

struct Finding {
  enum class Verdict { kWorks, kFails, kFact };

  std::string subject;  // "io_uring"
  Verdict verdict = Verdict::kFact;
  std::string detail;  // "not allowed: Operation not permitted"
};

/// The kernel, the compilers, the limit on descriptors, tracing, io_uring, and
/// loopback in IPv4 and IPv6; each takes well under a second.
std::vector<Finding> examine();

}  // namespace oneloop::tour::machine
