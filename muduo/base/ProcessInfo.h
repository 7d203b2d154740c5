#pragma once

#include <sys/types.h>

#include <vector>

#include "muduo/base/StringPiece.h"
#include "muduo/base/Timestamp.h"
#include "muduo/base/Types.h"

/// What the kernel knows of this process: proc(5), getrusage(2). Safe from any
/// thread. A text that cannot be had is empty.
namespace muduo::ProcessInfo {

pid_t pid();
string pidString();
uid_t uid();
uid_t euid();
string username();
string hostname();
/// When the program began.
Timestamp startTime();

int clockTicksPerSecond();
int pageSize();
/// True unless NDEBUG was defined when the library was compiled.
bool isDebugBuild();

string procname();
/// The name in a text as procStat() returns it: what stands in parentheses.
StringPiece procname(const string& stat);
/// Its path.
string exePath();

/// The whole of /proc/self/status, /proc/self/stat, and of the calling thread's
/// /proc/self/task/TID/stat
string procStatus();
string procStat();
string threadStat();

int openedFiles();
int maxOpenFiles();

struct CpuTime {
  double userSeconds = 0;
  double systemSeconds = 0;
  double total() const { return userSeconds + systemSeconds; }
};
CpuTime cpuTime();

int numThreads();
/// In ascending order.
std::vector<pid_t> threads();

}  // namespace muduo::ProcessInfo
