#include "oneloop/CurrentThread.h"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <thread>
#include <utility>

namespace oneloop::CurrentThread {
namespace {

constinit thread_local pid_t cachedTid = 0;
thread_local std::string givenName;

}  // namespace

pid_t tid() noexcept {
  // The child of a fork has a thread with another number.
  static const int once =
      ::pthread_atfork(nullptr, nullptr, [] { cachedTid = 0; });
  static_cast<void>(once);
  if (cachedTid == 0) cachedTid = ::gettid();
  return cachedTid;
}

std::string tidString() { return std::to_string(tid()); }

const std::string& name() {
  if (givenName.empty()) givenName = isMainThread() ? "main" : "unknown";
  return givenName;
}

void setName(std::string name) {
  constexpr std::size_t kLongest = 15;
  ::pthread_setname_np(::pthread_self(), name.substr(0, kLongest).c_str());
  givenName = std::move(name);
}

bool isMainThread() noexcept { return tid() == ::getpid(); }

void sleepUsec(std::int64_t microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
}

}  // namespace oneloop::CurrentThread
