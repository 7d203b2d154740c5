#pragma once

#include <memory>

#include "muduo/base/noncopyable.h"

namespace muduo {

/// The one T of the thread that asks, made when it is first asked for.
template <typename T>
class ThreadLocalSingleton : noncopyable {
 public:
  ThreadLocalSingleton() = delete;

  static T& instance() {
    if (value() == nullptr) value().reset(new T());
    return *value();
  }
  static T* pointer() { return value().get(); }
  static void destroy() { value().reset(); }

 private:
  static std::unique_ptr<T>& value() {
    thread_local std::unique_ptr<T> value;
    return value;
  }
};

}  // namespace muduo
