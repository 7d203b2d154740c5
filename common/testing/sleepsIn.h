#pragma once

#include <sys/types.h>

#include <string>

namespace oneloop::testing {

/// True if the process sleeps in that system call, "poll" for example, or in
/// the variant that the C library uses for it on this machine ("ppoll").
bool sleepsIn(pid_t pid, const std::string& systemCall);

/// What a process does right now: "it sleeps in recvfrom", "it runs, and does
/// not sleep", "it has ended".
std::string whatItDoes(pid_t pid);

}  // namespace oneloop::testing
