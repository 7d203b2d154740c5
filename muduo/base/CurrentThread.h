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
inline const char* name() { return oneloop::CurrentThread::name().c_str(); }

}  // namespace muduo::CurrentThread
