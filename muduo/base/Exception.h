#pragma once

#include <exception>
#include <utility>

#include "muduo/base/CurrentThread.h"
#include "muduo/base/Types.h"

namespace muduo {

class Exception : public std::exception {
 public:
  explicit Exception(string what)
      : what_(std::move(what)),
        stackTrace_(CurrentThread::stackTrace(/*demangle=*/false)) {}

  const char* what() const noexcept override { return what_.c_str(); }
  /// Where it was made.
  const char* stackTrace() const noexcept { return stackTrace_.c_str(); }

 private:
  string what_;
  string stackTrace_;
};

}  // namespace muduo
