#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "common/Fd.h"
#include "oneloop/Channel.h"
#include "oneloop/InetAddress.h"
#include "oneloop/Socket.h"
#include "oneloop/TimerId.h"

namespace oneloop {

class EventLoop;

// #region class
/// Listens, accepts, and hands each new connection to its callback.
///
/// It accepts many in one turn, since each costs a wait otherwise; but not all
/// that there may be, so that a flood of them does not starve the others.
/// Out of descriptors or memory, it pauses for kAcceptPause: the clients wait
/// in the kernel's queue meanwhile, and the loop does not spin.
///
/// Used in the loop's thread, and owned by whoever serves the clients: from
/// chapter 19 on a TcpServer. muduo/net/Acceptor.h.
class Acceptor {
 public:
  /// `socket` is non-blocking; whoever is called owns it.
  using NewConnectionCallback =
      std::function<void(Fd socket, const InetAddress& peer)>;

  /// Binds, so the address is known and taken; nobody can connect yet.
  /// Throws std::system_error: "bind 127.0.0.1:80: Permission denied".
  /// `reusePort`: other sockets may listen on this port, too. Without it a
  /// second server fails here, or in listen().
  Acceptor(EventLoop* loop, const InetAddress& listenAddr, bool reusePort);
  /// Closes it: clients that wait in its queue are reset. Its callback may do
  /// this, too.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  void setNewConnectionCallback(NewConnectionCallback callback) {
    callback_ = std::move(callback);
  }

  /// From here on clients can connect. Throws std::system_error.
  void listen();
  bool listening() const noexcept { return listening_; }

  /// Where it listens: with the port that the kernel chose, if it was to.
  InetAddress address() const { return InetAddress::localOf(socket_.fd()); }
  // #endregion class

 private:
  void acceptMany();
  void pause();
  void resume();

  EventLoop* const loop_;
  Socket socket_;
  Channel channel_;
  NewConnectionCallback callback_;
  bool listening_ = false;
  TimerId pauseEnd_;
  const std::shared_ptr<void> alive_ = std::make_shared<char>();
};

}  // namespace oneloop
