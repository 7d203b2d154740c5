#pragma once

#include "muduo/base/noncopyable.h"
#include "muduo/net/InetAddress.h"
#include "oneloop/Socket.h"

namespace muduo::net {

class Socket : public oneloop::Socket {
 public:
  using oneloop::Socket::Socket;
  /// The caller owns what it returns; -1: see accept(2).
  int accept(InetAddress* peer) {
    return oneloop::Socket::accept(peer).release();
  }
};

}  // namespace muduo::net
