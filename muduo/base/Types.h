#pragma once

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <string>

namespace muduo {

using std::string;

inline void memZero(void* bytes, size_t length) { memset(bytes, 0, length); }

/// A conversion that the language would do by itself, said aloud.
template <typename To, typename From>
To implicit_cast(const From& value) {
  return value;
}

/// static_cast from a base to what the object really is; a debug build checks.
template <typename To, typename From>
To down_cast(From* base) {
  assert(base == nullptr || dynamic_cast<To>(base) != nullptr);
  return static_cast<To>(base);
}

}  // namespace muduo
