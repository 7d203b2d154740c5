#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "oneloop/Timestamp.h"

namespace oneloop {

class Buffer;
class TcpConnection;

/// Shared, because a functor on its way to the loop, a callback in progress
/// and the program itself may each be the last to know the connection.
using TcpConnectionPtr = std::shared_ptr<TcpConnection>;

/// Called when a connection is made, and once more when it has ended.
using ConnectionCallback = std::function<void(const TcpConnectionPtr&)>;
/// Called when bytes have come; what it does not retrieve stays in the buffer.
using MessageCallback =
    std::function<void(const TcpConnectionPtr&, Buffer*, Timestamp)>;
/// Called when all that was sent is in the kernel's hands.
using WriteCompleteCallback = std::function<void(const TcpConnectionPtr&)>;
/// Called when the bytes that wait to be sent reach the mark, from below.
using HighWaterMarkCallback =
    std::function<void(const TcpConnectionPtr&, std::size_t)>;
/// For whoever keeps the connection: let go of it. Must not throw.
using CloseCallback = std::function<void(const TcpConnectionPtr&)>;

/// What happens if the program sets no callback: nothing, and the bytes are
/// thrown away.
void defaultConnectionCallback(const TcpConnectionPtr& connection);
void defaultMessageCallback(const TcpConnectionPtr& connection, Buffer* buffer,
                            Timestamp receiveTime);

// #region settings
/// What the connections of one server have in common. Each holds one pointer
/// to it, and no function of its own.
struct TcpSettings {
  std::string name;  // of the server; a connection's is "NAME#ID"
  ConnectionCallback connectionCallback = defaultConnectionCallback;
  MessageCallback messageCallback = defaultMessageCallback;
  WriteCompleteCallback writeCompleteCallback;
  HighWaterMarkCallback highWaterMarkCallback;
  CloseCallback closeCallback = defaultConnectionCallback;
  std::size_t highWaterMark = 64 * 1024 * 1024;

  /// Back-pressure: a connection with more than this to send is not read from
  /// until no more than half of this waits. 0 lifts the limit. It is for those
  /// who answer: two peers that both have it may wait for each other.
  std::size_t outputLimit = 16 * 1024 * 1024;
};

/// A copy with one change: connections keep what they began with.
template <typename Change>
std::shared_ptr<const TcpSettings> changed(const TcpSettings& settings,
                                           Change change) {
  auto copy = std::make_shared<TcpSettings>(settings);
  change(*copy);
  return copy;
}
// #endregion settings

}  // namespace oneloop
