#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"

namespace oneloop::tour {

/// Chapter 01, played for real: a blocking echo server in a process of its
/// own, and two clients. What the server is said to do was read from /proc.
///
/// Call the two scenes in order. They throw testing::Failure if somebody does
/// not answer in time. Not thread-safe.
class Conversation {
 public:
  /// Takes one moment: what a client did, what the server did or does. Either
  /// may be empty.
  using Tell =
      std::function<void(std::string_view client, std::string_view server)>;

  /// Starts `program`, a server of chapter 01, on a free port.
  Conversation(const std::string& program, Tell tell);

  /// Client A comes, and is served.
  void firstClient();

  /// A is silent, and B comes: it waits until A has left.
  void secondClient();

 private:
  // "sleeps in recvfrom(5)", once it sleeps in one of these calls.
  std::string asleepIn(const std::vector<std::string>& calls);
  // What it does at this moment.
  std::string now() const;

  Tell tell_;
  testing::ServerProcess server_;
  bool procTells_ = true;  // false where /proc hides what a process does
  std::optional<testing::Client> a_;
};

}  // namespace oneloop::tour
