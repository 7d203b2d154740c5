#pragma once

#include <functional>
#include <memory>

#include "muduo/net/InetAddress.h"
#include "oneloop/Connector.h"

namespace muduo::net {

/// Its callback owns a descriptor.
class Connector : public oneloop::Connector {
 public:
  using NewConnectionCallback = std::function<void(int)>;
  using oneloop::Connector::Connector;

  void setNewConnectionCallback(NewConnectionCallback callback) {
    oneloop::Connector::setNewConnectionCallback(
        [callback = std::move(callback)](oneloop::Fd socket) {
          callback(socket.release());
        });
  }
};

}  // namespace muduo::net
