#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

/// What the kernel tells about a running process: proc(5).
namespace oneloop::testing::procfs {

/// User and system time together, of all its threads.
std::chrono::milliseconds cpuTime(pid_t pid);

/// Bytes of memory it holds in RAM (VmRSS), and has reserved (VmSize).
std::size_t residentMemory(pid_t pid);
std::size_t virtualMemory(pid_t pid);

std::size_t descriptors(pid_t pid);
std::vector<pid_t> threads(pid_t pid);
/// Empty when the kernel does not tell (CONFIG_PROC_CHILDREN).
std::vector<pid_t> children(pid_t pid);

/// How often a thread went to sleep of its own accord.
std::size_t voluntarySwitches(pid_t thread);

/// The system call in which a thread sleeps, and its first argument.
/// `name` is empty while the thread runs.
struct Sleep {
  std::string name;
  long firstArgument = -1;
};
Sleep sleepingIn(pid_t thread);

/// Waits until the thread sleeps in one of `calls`, for as long as a test may
/// wait. Throws Failure if it does not.
void waitUntilAsleepIn(pid_t thread, const std::vector<std::string>& calls);

}  // namespace oneloop::testing::procfs
