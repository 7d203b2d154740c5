#pragma once

#include <functional>

#include "muduo/net/Channel.h"
#include "muduo/net/InetAddress.h"
#include "muduo/net/Socket.h"
#include "oneloop/Acceptor.h"

namespace muduo::net {

/// Its callback owns a descriptor.
class Acceptor : public oneloop::Acceptor {
 public:
  using NewConnectionCallback = std::function<void(int, const InetAddress&)>;
  using oneloop::Acceptor::Acceptor;

  void setNewConnectionCallback(NewConnectionCallback callback) {
    oneloop::Acceptor::setNewConnectionCallback(
        [callback = std::move(callback)](oneloop::Fd socket,
                                         const InetAddress& peer) {
          callback(socket.release(), peer);
        });
  }
};

}  // namespace muduo::net
