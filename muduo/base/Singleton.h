#pragma once

#include "muduo/base/noncopyable.h"

namespace muduo {

/// The one T of the process, made when it is first asked for.
template <typename T>
class Singleton : noncopyable {
 public:
  Singleton() = delete;

  static T& instance() {
    static T value;
    return value;
  }
};

}  // namespace muduo
