#pragma once

#include "muduo/base/Types.h"
#include "oneloop/CurrentThread.h"

// Here the texts are those of C, as printf wants them.
namespace muduo::CurrentThread {

using oneloop::CurrentThread::isMainThread;
using oneloop::CurrentThread::sleepUsec;
using oneloop::CurrentThread::tid;

inline const string& tidText() {
  thread_local string text;
  text = oneloop::CurrentThread::tidString();  // anew, after a fork
  return text;
}
inline const char* tidString() { return tidText().c_str(); }
inline int tidStringLength() { return static_cast<int>(tidText().size()); }
/// Nothing is to be done: tid() asks the kernel once.
inline void cacheTid() {}
inline const char* name() { return oneloop::CurrentThread::name().c_str(); }

/// The calls that led here, one a line, as backtrace_symbols(3) has them. The
/// names of functions are there if the program was linked with -rdynamic.
string stackTrace(bool demangle);

}  // namespace muduo::CurrentThread
