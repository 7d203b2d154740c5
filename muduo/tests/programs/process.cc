// What a process knows of itself, and of the calendar, written as muduo's
// programs are.

#include <muduo/base/CountDownLatch.h>
#include <muduo/base/CurrentThread.h>
#include <muduo/base/Date.h>
#include <muduo/base/Exception.h>
#include <muduo/base/Mutex.h>
#include <muduo/base/ProcessInfo.h>
#include <muduo/base/Singleton.h>
#include <muduo/base/Thread.h>
#include <muduo/base/TimeZone.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

using namespace muduo;

#define EXPECT(condition)                                   \
  if (!(condition)) {                                       \
    printf("%d: %s does not hold\n", __LINE__, #condition); \
    exit(1);                                                \
  }

struct Kept {
  ~Kept() { abort(); }
  void no_destroy();
};

void processInfo() {
  EXPECT(ProcessInfo::pid() == ::getpid());
  EXPECT(ProcessInfo::pidString() == std::to_string(::getpid()));
  EXPECT(ProcessInfo::uid() == ::getuid() &&
         ProcessInfo::euid() == ::geteuid());
  EXPECT(!ProcessInfo::hostname().empty());
  EXPECT(ProcessInfo::startTime() < Timestamp::now());
  EXPECT(ProcessInfo::startTime().valid());
  EXPECT(ProcessInfo::pageSize() >= 4096);
  EXPECT(ProcessInfo::clockTicksPerSecond() > 0);
  EXPECT(ProcessInfo::procname() == "process");
  EXPECT(ProcessInfo::procname("1 (a (b)) S 0") == "a (b)");
  EXPECT(ProcessInfo::procname("none").empty());
  EXPECT(ProcessInfo::exePath().find("/process") != string::npos);
  EXPECT(ProcessInfo::procStatus().find("Name:\tprocess") == 0);
  EXPECT(ProcessInfo::procStat().find("(process)") != string::npos);
  EXPECT(ProcessInfo::cpuTime().total() >= 0);

  const int before = ProcessInfo::openedFiles();
  const int fd = ::dup(0);
  EXPECT(ProcessInfo::openedFiles() == before + 1);
  EXPECT(ProcessInfo::maxOpenFiles() > fd);
  ::close(fd);

  CountDownLatch begun(1);
  CountDownLatch end(1);
  const int threads = ProcessInfo::numThreads();
  Thread thread([&] {
    const string stat = ProcessInfo::threadStat();
    EXPECT(stat.find(CurrentThread::tidString()) == 0);
    begun.countDown();
    end.wait();
  });
  thread.start();
  begun.wait();
  EXPECT(ProcessInfo::numThreads() == threads + 1);
  EXPECT(ProcessInfo::threads().back() == thread.tid());
  end.countDown();
  thread.join();
}

void calendar() {
  EXPECT(Date(1970, 1, 1).julianDayNumber() == Date::kJulianDayOf1970_01_01);
  const Date leapDay(2024, 2, 29);
  EXPECT(leapDay.valid() && !Date().valid());
  EXPECT(leapDay.toIsoString() == "2024-02-29");
  EXPECT(leapDay.weekDay() == 4);
  EXPECT(Date(leapDay.julianDayNumber() + 1) == Date(2024, 3, 1));
  EXPECT(leapDay < Date(2024, 3, 1));
  EXPECT(leapDay.year() == 2024 && leapDay.month() == 2 && leapDay.day() == 29);

  const TimeZone china = TimeZone::China();
  EXPECT(china.valid() && TimeZone::UTC().valid() && !TimeZone().valid());
  const DateTime local = china.toLocalTime(1709164800);
  EXPECT(local.toIsoString() == "2024-02-29 08:00:00");
  EXPECT(china.fromLocalTime(local) == 1709164800);
  EXPECT(TimeZone::toUtcTime(0).toIsoString() == "1970-01-01 00:00:00");
  EXPECT(TimeZone::fromUtcTime(DateTime(2024, 2, 29, 0, 0, 0)) == 1709164800);
}

void thrower() { throw Exception("thrown"); }

int main() {
  processInfo();
  calendar();
  EXPECT(&Singleton<Kept>::instance() == &Singleton<Kept>::instance());
  MutexLock mutex;
  MCHECK(pthread_mutex_lock(mutex.getPthreadMutex()));
  MCHECK(pthread_mutex_unlock(mutex.getPthreadMutex()));
  CurrentThread::cacheTid();
  try {
    thrower();
  } catch (const Exception& ex) {
    EXPECT(string(ex.stackTrace()).find("process") != string::npos);
  }
  EXPECT(CurrentThread::stackTrace(true).find("libc") != string::npos);
  return 0;
}
