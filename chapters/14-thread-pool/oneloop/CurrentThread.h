#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

/// The thread that asks. muduo/base/CurrentThread.h.
namespace oneloop::CurrentThread {

/// Its number in the kernel, as strace and /proc show it. Cached: a system call
/// the first time only, also after a fork.
pid_t tid() noexcept;

/// "12345"
std::string tidString();

/// The name that Thread gave it; "main" for the main thread, else "unknown".
const std::string& name();
/// For Thread: from now on, the calling thread has this name; in the kernel, in
/// ps, top and gdb, its first 15 bytes. pthread_setname_np(3).
void setName(std::string name);

bool isMainThread() noexcept;

void sleepUsec(std::int64_t microseconds);

}  // namespace oneloop::CurrentThread
