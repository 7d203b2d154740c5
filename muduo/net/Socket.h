#pragma once

#include <cstdio>
#include <string>

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
  /// Writes at most `size` bytes, with a 0 at the end.
  bool getTcpInfoString(char* text, int size) const {
    const std::string whole = oneloop::Socket::getTcpInfoString();
    snprintf(text, static_cast<std::size_t>(size), "%s", whole.c_str());
    return !whole.empty();
  }
};

}  // namespace muduo::net
