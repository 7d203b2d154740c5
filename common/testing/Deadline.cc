#include "common/testing/Deadline.h"

#include <fmt/core.h>
#include <pthread.h>

#include <csignal>
#include <utility>

#include "common/testing/Verdict.h"

namespace oneloop::testing {

Deadline::Deadline(std::string who, std::chrono::milliseconds limit)
    : who_(std::move(who)) {
  // A signal that a test sends to the program is meant for the test's thread:
  // the watcher inherits a mask that blocks them all.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  watcher_ = std::thread([this, limit] { watch(limit); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  // A thread that begins holds locks of the C library and of the sanitizers. A
  // test that forked then would leave them locked in its child for ever.
  std::unique_lock lock(mutex_);
  began_.wait(lock, [this] { return watching_; });
}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    inTime_ = true;
  }
  ended_.notify_one();
  watcher_.join();
}

void Deadline::watch(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  watching_ = true;
  began_.notify_one();
  if (ended_.wait_for(lock, limit, [this] { return inTime_; })) return;
  const double seconds = std::chrono::duration<double>(limit).count();
  verdict::end(who_, fmt::format("did not return within {:g} s", seconds));
}

}  // namespace oneloop::testing
