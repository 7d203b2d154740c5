#pragma once

#include "muduo/base/noncopyable.h"

namespace muduo {

namespace detail {

template <typename T>
concept NeverDestroyed = requires {
  &T::no_destroy;
};

}  // namespace detail

/// The one T of the process, made when it is first asked for. It is destroyed
/// after main, unless it has a method `no_destroy`.
template <typename T>
class Singleton : noncopyable {
 public:
  Singleton() = delete;

  static T& instance() {
    if constexpr (detail::NeverDestroyed<T>) {
      static T& value = *new T;
      return value;
    } else {
      static T value;
      return value;
    }
  }
};

}  // namespace muduo
