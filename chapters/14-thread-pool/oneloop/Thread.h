#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <thread>

namespace oneloop {

/// A thread with a name, which starts when it is told to.
///
/// One thread owns it and calls its methods. If it is destroyed while it runs,
/// the thread goes on by itself; join it first. muduo/base/Thread.h.
class Thread {
 public:
  using ThreadFunc = std::function<void()>;

  /// Without a name it is called "Thread1", "Thread2", ...
  explicit Thread(ThreadFunc function, std::string name = {});
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  /// Call it once. When it returns, tid() is known. Throws std::system_error
  /// if the system has no thread left.
  void start();

  /// Waits for its end. Call it once, after start().
  void join();

  bool started() const noexcept { return started_; }
  pid_t tid() const noexcept { return tid_; }
  const std::string& name() const noexcept { return name_; }

  /// How many have been made in this process. Safe from any thread.
  static int numCreated() noexcept;

 private:
  ThreadFunc function_;
  const std::string name_;
  std::thread thread_;
  bool started_ = false;
  pid_t tid_ = 0;
};

}  // namespace oneloop
