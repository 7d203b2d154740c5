#pragma once

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
/// For whoever keeps the connection: let go of it.
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
  CloseCallback closeCallback = defaultConnectionCallback;
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
