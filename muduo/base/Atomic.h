#pragma once

#include <stdint.h>

#include <atomic>

#include "muduo/base/noncopyable.h"

namespace muduo {
namespace detail {

/// std::atomic by muduo's names. All methods are safe from any thread.
template <typename T>
class AtomicIntegerT : noncopyable {
 public:
  T get() const { return value_.load(); }
  T getAndAdd(T x) { return value_.fetch_add(x); }
  T addAndGet(T x) { return getAndAdd(x) + x; }
  T incrementAndGet() { return addAndGet(1); }
  T decrementAndGet() { return addAndGet(-1); }
  void add(T x) { getAndAdd(x); }
  void increment() { incrementAndGet(); }
  void decrement() { decrementAndGet(); }
  T getAndSet(T newValue) { return value_.exchange(newValue); }

 private:
  std::atomic<T> value_ = 0;
};

}  // namespace detail

using AtomicInt32 = detail::AtomicIntegerT<int32_t>;
using AtomicInt64 = detail::AtomicIntegerT<int64_t>;

}  // namespace muduo
