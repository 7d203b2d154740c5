#pragma once

#include <atomic>
#include <cstddef>
#include <future>

#include "common/SocketAddress.h"
#include "common/testing/Client.h"

namespace oneloop::testing {

/// A client that sends all the server takes, and reads all it sends back, in a
/// thread of its own.
class GreedyClient {
 public:
  explicit GreedyClient(const SocketAddress& server);
  ~GreedyClient() { stopping_ = true; }

  /// Safe from any thread.
  std::size_t received() const { return received_; }

  /// Throws what went wrong.
  void stop();

 private:
  void run();

  Client client_;
  std::atomic<std::size_t> received_{0};
  std::atomic<bool> stopping_{false};
  std::future<void> done_;  // the last: it uses the others
};

/// Fails unless a polite client is served, again and again, while the greedy
/// one is busy with another 16 MB. Returns how often it was.
int expectServedBesideGreedy(const SocketAddress& server);

}  // namespace oneloop::testing
