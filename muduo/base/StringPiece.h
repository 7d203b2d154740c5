#pragma once

#include <string.h>

#include <iosfwd>

#include "muduo/base/Types.h"
#include "oneloop/StringPiece.h"

namespace muduo {

using oneloop::StringPiece;

/// An argument that is passed on to a function of C.
class StringArg {
 public:
  StringArg(const char* text) : text_(text) {}
  StringArg(const string& text) : text_(text.c_str()) {}

  const char* c_str() const { return text_; }

 private:
  const char* text_;
};

}  // namespace muduo
