#pragma once

#include <pthread.h>

#include <functional>
#include <memory>

#include "muduo/base/Atomic.h"
#include "muduo/base/CountDownLatch.h"
#include "muduo/base/CurrentThread.h"
#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"
#include "oneloop/Thread.h"

namespace muduo {

class Thread : public oneloop::Thread {
 public:
  using oneloop::Thread::Thread;

  /// 0, as pthread_join(3) returns it; a failure throws.
  int join() {
    oneloop::Thread::join();
    return 0;
  }
};

}  // namespace muduo
