#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/testing/Process.h"

/// What the kernel tells about a running process: proc(5).
namespace oneloop::testing::procfs {

/// User and system time together, of all its threads.
std::chrono::milliseconds cpuTime(pid_t pid);

/// Bytes of memory of its own that it holds in RAM (RssAnon: without the pages
/// of files, such as its code), and that it has reserved (VmSize).
std::size_t residentMemory(pid_t pid);
std::size_t virtualMemory(pid_t pid);

std::size_t descriptors(pid_t pid);
std::vector<pid_t> threads(pid_t pid);

/// How often a thread went to sleep of its own accord.
std::size_t voluntarySwitches(pid_t thread);

/// True while a thread runs or waits for a processor; false while it sleeps,
/// and once it has ended.
bool isRunnable(pid_t thread);

/// The system call in which a thread sleeps, and its first two arguments.
/// `name` is empty while the thread runs.
struct Sleep {
  std::string name;
  long firstArgument = -1;
  long secondArgument = -1;
};
Sleep sleepingIn(pid_t thread);

/// How many threads of a process sleep in that system call. The caller never
/// does.
std::size_t threadsAsleepIn(pid_t pid, const std::string& call);

/// The events for which one of the process's epoll instances watches its
/// descriptor `fd`, or nothing if none does.
std::optional<std::uint32_t> watchedEvents(pid_t pid, int fd);

/// Waits until the thread sleeps in one of `calls`. Throws Failure if it does
/// not in time.
void waitUntilAsleepIn(pid_t thread, const std::vector<std::string>& calls,
                       std::chrono::milliseconds limit = kDeadline);

}  // namespace oneloop::testing::procfs
