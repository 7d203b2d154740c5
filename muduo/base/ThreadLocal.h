#pragma once

#include <stdint.h>

#include <atomic>
#include <memory>
#include <unordered_map>

#include "muduo/base/noncopyable.h"

namespace muduo {

/// A T for each thread that asks, gone when the thread ends.
template <typename T>
class ThreadLocal : noncopyable {
 public:
  T& value() {
    thread_local std::unordered_map<int64_t, std::unique_ptr<T>> values;
    std::unique_ptr<T>& value = values[key_];
    if (value == nullptr) value.reset(new T());
    return *value;
  }

 private:
  inline static std::atomic<int64_t> last_ = 0;
  const int64_t key_ = ++last_;  // an address might be used again
};

}  // namespace muduo
