// A log in files, and files that are read and written whole, written as muduo's
// programs are. The argument is an empty folder.

#include <dirent.h>
#include <errno.h>
#include <muduo/base/AsyncLogging.h>
#include <muduo/base/FileUtil.h>
#include <muduo/base/LogFile.h>
#include <muduo/base/Logging.h>
#include <muduo/base/Thread.h>
#include <muduo/base/TimeZone.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <memory>
#include <vector>

using namespace muduo;

#define EXPECT(condition)                                   \
  if (!(condition)) {                                       \
    printf("%d: %s does not hold\n", __LINE__, #condition); \
    exit(1);                                                \
  }

string g_folder;

// What the files whose names begin so hold, and how many they are.
std::pair<string, int> contentsOf(const string& beginning) {
  std::vector<string> names;
  DIR* dir = ::opendir(g_folder.c_str());
  while (struct dirent* entry = ::readdir(dir)) {
    string name = entry->d_name;
    if (name.compare(0, beginning.size(), beginning) == 0) {
      names.push_back(g_folder + "/" + name);
    }
  }
  ::closedir(dir);
  std::sort(names.begin(), names.end());
  string contents;
  for (const string& name : names) {
    string content;
    EXPECT(FileUtil::readFile(name, 1 << 30, &content) == 0);
    contents += content;
  }
  return {contents, static_cast<int>(names.size())};
}

void smallFiles() {
  const string path = g_folder + "/small";
  {
    FileUtil::AppendFile file(path);
    file.append("hello ", 6);
    file.append("world", 5);
    EXPECT(file.writtenBytes() == 11);
    file.flush();
    EXPECT(contentsOf("small").first == "hello world");
  }
  string content;
  int64_t size = 0;
  int64_t modified = 0;
  int64_t changed = 0;
  EXPECT(FileUtil::readFile(path, 5, &content, &size, &modified, &changed) ==
         0);
  EXPECT(content == "hello" && size == 11 && modified > 0 && changed > 0);
  EXPECT(FileUtil::readFile(g_folder + "/none", 5, &content) == ENOENT);
  EXPECT(FileUtil::readFile(g_folder, 5, &content) == EISDIR);
  EXPECT(FileUtil::readFile("/proc/self/status", 1 << 20, &content) == 0);
  EXPECT(content.find("Name:") == 0);

  FileUtil::ReadSmallFile file(path);
  int n = 0;
  EXPECT(file.readToBuffer(&n) == 0 && n == 11);
  EXPECT(string(file.buffer()) == "hello world");
}

void rolledFiles() {
  LogFile log(g_folder + "/rolled", 1000);
  // Two files of one second would be called the same.
  while (!log.rollFile()) CurrentThread::sleepUsec(10 * 1000);
  const string line(99, 'x');
  for (int i = 0; i < 100; ++i) log.append((line + "\n").data(), 100);
  log.flush();
  EXPECT(contentsOf("rolled").first.size() == 100 * 100);
  EXPECT(contentsOf("rolled").second >= 2);
}

// While no file can be opened, the log goes on in the one it has.
void filesThatDoNotRoll() {
  LogFile log(g_folder + "/full", 1000);
  struct rlimit limit;
  EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  struct rlimit none = limit;
  none.rlim_cur = 0;
  EXPECT(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const string line(99, 'x');
  int lines = 0;
  const time_t begun = ::time(NULL);
  while (::time(NULL) < begun + 2 || lines < 100) {
    log.append((line + "\n").data(), 100);
    ++lines;
    CurrentThread::sleepUsec(1000);
  }
  EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  EXPECT(contentsOf("full").second == 1);
  while (!log.rollFile()) CurrentThread::sleepUsec(10 * 1000);
  const std::pair<string, int> full = contentsOf("full");
  EXPECT(full.first.size() == static_cast<size_t>(lines) * 100);
  EXPECT(full.second == 2);
}

std::unique_ptr<AsyncLogging> g_log;
void output(const char* line, int length) { g_log->append(line, length); }

void fromManyThreads() {
  g_log.reset(new AsyncLogging(g_folder + "/async", 500 * 1000 * 1000));
  Logger::setOutput(output);
  LOG_INFO << "before it starts";
  g_log->start();
  std::vector<std::unique_ptr<Thread>> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(new Thread([] {
      for (int n = 0; n < 10 * 1000; ++n) LOG_INFO << "line " << n;
    }));
    threads.back()->start();
  }
  for (auto& thread : threads) thread->join();
  Logger::setTimeZone(TimeZone(8 * 3600, "CST"));
  LOG_WARN << "the end";
  g_log->stop();

  const string content = contentsOf("async").first;
  EXPECT(std::count(content.begin(), content.end(), '\n') == 40 * 1000 + 2);
  EXPECT(content.find("before it starts") < content.find("line 0"));
  // Without the Z of UTC: "20260102 11:04:05.678901  4711 WARN  the end"
  const size_t last = content.rfind('\n', content.size() - 2) + 1;
  EXPECT(content.find("WARN  the end", last) != string::npos);
  EXPECT(content[last + 24] == ' ');
  const time_t inChina = ::time(NULL) + 8 * 3600;
  struct tm tm;
  ::gmtime_r(&inChina, &tm);
  char hour[16];
  strftime(hour, sizeof hour, "%Y%m%d %H:", &tm);
  EXPECT(content.compare(last, 12, hour) == 0 || tm.tm_min == 0);
}

int main(int argc, char* argv[]) {
  EXPECT(argc == 2);
  g_folder = argv[1];
  smallFiles();
  rolledFiles();
  filesThatDoNotRoll();
  fromManyThreads();
  return 0;
}
