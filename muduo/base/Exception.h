#pragma once

#include <exception>
#include <utility>

#include "muduo/base/Types.h"

namespace muduo {

class Exception : public std::exception {
 public:
  explicit Exception(string what) : what_(std::move(what)) {}

  const char* what() const noexcept override { return what_.c_str(); }
  /// Nobody has noted where it was thrown: a debugger shows it.
  const char* stackTrace() const noexcept { return ""; }

 private:
  string what_;
};

}  // namespace muduo
