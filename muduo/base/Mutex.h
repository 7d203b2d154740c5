#pragma once

#include <assert.h>
#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <mutex>

#include "muduo/base/CurrentThread.h"
#include "muduo/base/noncopyable.h"

// clang's thread safety analysis is told nothing: these stand in muduo's own
// programs, and must mean something.
#define CAPABILITY(x)
#define SCOPED_CAPABILITY
#define GUARDED_BY(x)
#define PT_GUARDED_BY(x)
#define ACQUIRED_BEFORE(...)
#define ACQUIRED_AFTER(...)
#define REQUIRES(...)
#define REQUIRES_SHARED(...)
#define ACQUIRE(...)
#define ACQUIRE_SHARED(...)
#define RELEASE(...)
#define RELEASE_SHARED(...)
#define TRY_ACQUIRE(...)
#define TRY_ACQUIRE_SHARED(...)
#define EXCLUDES(...)
#define ASSERT_CAPABILITY(x)
#define ASSERT_SHARED_CAPABILITY(x)
#define RETURN_CAPABILITY(x)
#define NO_THREAD_SAFETY_ANALYSIS

/// For calls of pthreads, which return what went wrong.
#define MCHECK(call)                 \
  do {                               \
    const int mcheckResult = (call); \
    assert(mcheckResult == 0);       \
    static_cast<void>(mcheckResult); \
  } while (false)

namespace muduo {

/// A mutex that knows who holds it. Safe from any thread.
class MutexLock : noncopyable {
 public:
  bool isLockedByThisThread() const { return holder_ == CurrentThread::tid(); }
  void assertLocked() const { assert(isLockedByThisThread()); }

  void lock() {
    mutex_.lock();
    holder_ = CurrentThread::tid();
  }
  void unlock() {
    holder_ = 0;
    mutex_.unlock();
  }
  pthread_mutex_t* getPthreadMutex() { return mutex_.native_handle(); }

 private:
  friend class Condition;

  std::mutex mutex_;
  std::atomic<pid_t> holder_ = 0;
};

class MutexLockGuard : noncopyable {
 public:
  explicit MutexLockGuard(MutexLock& mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLockGuard() { mutex_.unlock(); }

 private:
  MutexLock& mutex_;
};

}  // namespace muduo
