#include "muduo/base/ProcessInfo.h"

#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "muduo/base/CurrentThread.h"

namespace muduo::ProcessInfo {
namespace {

namespace fs = std::filesystem;

const Timestamp startOfProgram = Timestamp::now();

string contentOf(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The numbers that the entries of a folder are called.
std::vector<int> numbersIn(const fs::path& folder) {
  std::vector<int> numbers;
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(folder, error)) {
    const string name = entry.path().filename();
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

double secondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

pid_t pid() { return ::getpid(); }
string pidString() { return std::to_string(pid()); }
uid_t uid() { return ::getuid(); }
uid_t euid() { return ::geteuid(); }

string username() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 8192> texts;
  ::getpwuid_r(uid(), &entry, texts.data(), texts.size(), &found);
  return found == nullptr ? "" : found->pw_name;
}

string hostname() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Timestamp startTime() { return startOfProgram; }

int clockTicksPerSecond() { return static_cast<int>(::sysconf(_SC_CLK_TCK)); }
int pageSize() { return static_cast<int>(::sysconf(_SC_PAGE_SIZE)); }

bool isDebugBuild() {
#ifdef NDEBUG
  return false;
#else
  return true;
#endif
}

string procname() { return procname(procStat()).as_string(); }

StringPiece procname(const string& stat) {
  const size_t begin = stat.find('(');
  const size_t end = stat.rfind(')');  // a name may have some of its own
  if (begin == string::npos || end == string::npos || end < begin) return {};
  return {stat.data() + begin + 1, end - begin - 1};
}

string exePath() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error);
}

string procStatus() { return contentOf("/proc/self/status"); }
string procStat() { return contentOf("/proc/self/stat"); }
string threadStat() {
  return contentOf("/proc/self/task/" + CurrentThread::tidText() + "/stat");
}

int openedFiles() {
  // One of them is the folder that is looked into.
  return std::max(0, static_cast<int>(numbersIn("/proc/self/fd").size()) - 1);
}

int maxOpenFiles() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0
             ? static_cast<int>(limit.rlim_cur)
             : openedFiles();
}

CpuTime cpuTime() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return {secondsOf(usage.ru_utime), secondsOf(usage.ru_stime)};
}

int numThreads() { return static_cast<int>(threads().size()); }
std::vector<pid_t> threads() { return numbersIn("/proc/self/task"); }

}  // namespace muduo::ProcessInfo
