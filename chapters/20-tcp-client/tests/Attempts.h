#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "common/Fd.h"
#include "oneloop/Connector.h"
#include "oneloop/EventLoop.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {

/// A connector on a loop in this thread, and what it has called.
class Attempts {
 public:
  explicit Attempts(const InetAddress& to)
      : connector(std::make_shared<Connector>(loop.get(), to)) {
    connector->setRetryDelay(0.001, 0.001);
    connector->setNewConnectionCallback([this](Fd socket) {
      sockets.push_back(std::move(socket));
      if (whenConnected) whenConnected();
    });
    connector->setFailureCallback([this](int error) {
      failures.push_back(error);
      if (whenFailed) whenFailed();
    });
  }

  void runUntilFailures(std::size_t n) {
    loop.runUntil("attempts have failed", [&] { return failures.size() >= n; });
  }
  void runUntilConnected(std::size_t n = 1) {
    loop.runUntil("it is connected", [&] { return sockets.size() >= n; });
  }
  /// A timer that was due before has run when this returns.
  void pass(double seconds) {
    bool passed = false;
    loop.get()->runAfter(seconds, [&] { passed = true; });
    loop.runUntil("time has passed", [&] { return passed; });
  }

  TestLoop loop;
  std::shared_ptr<Connector> connector;
  std::vector<Fd> sockets;
  std::vector<int> failures;
  std::function<void()> whenConnected;
  std::function<void()> whenFailed;
};

}  // namespace oneloop::testing
