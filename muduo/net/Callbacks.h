#pragma once

#include <functional>
#include <memory>

#include "muduo/base/Timestamp.h"
#include "muduo/base/Types.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpSettings.h"

namespace muduo {

using std::placeholders::_1;
using std::placeholders::_2;
using std::placeholders::_3;

template <typename T>
T* get_pointer(const std::shared_ptr<T>& pointer) {
  return pointer.get();
}
template <typename T>
T* get_pointer(const std::unique_ptr<T>& pointer) {
  return pointer.get();
}

/// static_pointer_cast from a base to what the object really is; a debug build
/// checks.
template <typename To, typename From>
std::shared_ptr<To> down_pointer_cast(const std::shared_ptr<From>& base) {
  assert(base == nullptr || dynamic_cast<To*>(base.get()) != nullptr);
  return std::static_pointer_cast<To>(base);
}

namespace net {

using oneloop::Buffer;
using oneloop::TcpConnection;

using oneloop::CloseCallback;
using oneloop::ConnectionCallback;
using oneloop::HighWaterMarkCallback;
using oneloop::MessageCallback;
using oneloop::TcpConnectionPtr;
using oneloop::WriteCompleteCallback;
using TimerCallback = oneloop::EventLoop::TimerCallback;

using oneloop::defaultConnectionCallback;
using oneloop::defaultMessageCallback;

}  // namespace net
}  // namespace muduo
