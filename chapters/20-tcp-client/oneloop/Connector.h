#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "common/Fd.h"
#include "oneloop/Backoff.h"
#include "oneloop/Channel.h"
#include "oneloop/InetAddress.h"
#include "oneloop/TimerId.h"

namespace oneloop {

class EventLoop;

// #region class
/// Connects to one address without blocking, and tries again, later and later,
/// until it succeeds or is stopped. It hands the connected socket to its
/// callback, and is then as idle as it was at first.
///
///   kIdle -> kConnecting -> kIdle, with a socket for the callback
///                        -> kWaiting, after a failure -> kConnecting ...
///
///  1. It tries one attempt at a time, whatever is called in whatever state.
///  2. It is shared: each functor on its way to the loop holds it. The last
///     one lets go of it in the loop's thread.
///  3. A callback may stop it, start it, or let go of it.
///
/// muduo/net/Connector.h.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  /// `socket` is connected and non-blocking; whoever is called owns it.
  using NewConnectionCallback = std::function<void(Fd socket)>;
  /// Told why an attempt failed: an errno, such as ECONNREFUSED.
  using FailureCallback = std::function<void(int error)>;

  Connector(EventLoop* loop, const InetAddress& serverAddr);
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  const InetAddress& serverAddress() const noexcept { return serverAddr_; }

  /// For the time before start().
  void setNewConnectionCallback(NewConnectionCallback callback) {
    newConnectionCallback_ = std::move(callback);
  }
  /// Called once for each attempt that fails; without it, a line of the log
  /// says so.
  void setFailureCallback(FailureCallback callback) {
    failureCallback_ = std::move(callback);
  }
  /// In seconds: see Backoff.
  void setRetryDelay(double initial, double longest) {
    backoff_ = Backoff(initial, longest);
  }

  /// Begins, unless it has begun already. Calls no callback itself: what fails
  /// at once is told in the loop's next turn. Safe from any thread.
  void start();
  /// Gives up: the socket is closed, the timer is gone. Safe from any thread.
  void stop();
  /// Both: gives up what it was at, and begins anew, with a short delay after
  /// the next failure. In the loop's thread.
  void restart();
  /// Begins, but waits first, as after a failure. In the loop's thread.
  void startLater();
  // #endregion class

 private:
  enum class State { kIdle, kWaiting, kConnecting };

  void startInLoop();
  void stopInLoop();
  void connect();
  void watch();
  void finish();
  void failSoon(int error);
  void fail(int error);
  void wait();

  EventLoop* const loop_;
  const InetAddress serverAddr_;
  NewConnectionCallback newConnectionCallback_;
  FailureCallback failureCallback_;
  State state_ = State::kIdle;
  Fd socket_;                       // while it connects
  std::optional<Channel> channel_;  // of the socket, and gone before it
  TimerId timer_;                   // while it waits
  Backoff backoff_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace oneloop
