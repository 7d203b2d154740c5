#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <stdexcept>
#include <vector>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "tools/compare/Load.h"

namespace oneloop::compare {

/// The server has closed a connection, or does not answer any more.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The user has pressed Ctrl-C.
class Interrupted : public std::exception {};

/// What a phase has done.
struct Work {
  std::size_t messages = 0;
  std::chrono::duration<double> time{};
  std::chrono::duration<double> ownProcessorTime{};
};

/// Of the messages of an open loop, in microseconds.
struct Latencies {
  std::vector<double> echo;  // from when it was due until its echo was here
  std::vector<double> late;  // from when it was due until it was sent
};

/// The clients of one load: the load generator. One thread, one epoll.
///
/// It must cost less than the server. So it is edge-triggered (no call changes
/// what is watched), it never copies what comes back (MSG_TRUNC), and it needs
/// two calls a message and a share of an epoll_wait. Whether that was enough
/// is measured: see Work::ownProcessorTime and Latencies::late.
///
/// Every phase ends when the echo of all that was sent is here. Each throws
/// Refused or Interrupted.
class Crowd {
 public:
  /// `interrupted` is asked now and then.
  Crowd(const SocketAddress& server, const Load& load,
        std::function<bool()> interrupted);
  ~Crowd();

  /// Connects all clients of the load; each echoes one message. Those of churn
  /// connect when they send.
  void connect();

  /// A closed loop, for as long as `time`, or for `messages`: each active
  /// client sends its next message when it has the echo of the last.
  Work pingPong(std::chrono::nanoseconds time);
  Work pingPong(std::size_t messages);

  /// An open loop: so many messages a second, each due at its own time whether
  /// the echo of the last is here or not. A latency counts from that time on,
  /// so a server that stops for a moment is charged for every message that
  /// was due meanwhile. In a closed loop it would be charged for one: that
  /// mistake is called coordinated omission.
  /// If `spin`, it never sleeps, so that it is not late itself.
  Latencies atRate(unsigned messagesASecond, std::chrono::nanoseconds time,
                   bool spin);

 private:
  using Clock = std::chrono::steady_clock;

  struct Client {
    Fd socket;
    std::size_t unsent = 0;             // bytes
    std::size_t unechoed = 0;           // bytes, of which unsent is a part
    std::deque<Clock::time_point> due;  // of the messages of an open loop
  };

  void open(Client& client);
  void send(Client& client);
  void post(Client& client);
  void flush(Client& client);
  std::size_t take(Client& client, std::size_t most);
  void receive(Client& client);
  void completed(Client& client);
  void readSlowly();
  bool isSlow(const Client& client) const;
  /// One epoll_wait, and what it brings.
  void step(int timeout);
  /// Steps until nothing is on its way any more.
  void drain();
  Work closedLoop(std::size_t messages, Clock::time_point end);

  const SocketAddress server_;
  const Load load_;
  const std::function<bool()> interrupted_;
  Fd epoll_;
  std::vector<Client> clients_;  // active first, then idle, then slow
  std::span<Client> slow_;       // of these; none until all are connected
  std::vector<char> bytes_;      // what is sent

  std::size_t outstanding_ = 0;  // messages on their way
  std::size_t done_ = 0;         // messages of this phase whose echo is here
  std::size_t toSend_ = 0;       // messages that a closed loop may still send
  Clock::time_point end_;        // of a closed loop
  Clock::time_point now_;
  Clock::time_point lastProgress_;
  Clock::time_point nextSlowRead_;
  std::vector<double>* latencies_ = nullptr;  // of an open loop
  std::uint32_t opened_ = 0;
};

}  // namespace oneloop::compare
