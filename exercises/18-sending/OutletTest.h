#pragma once

#include <utility>

#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "exercises/18-sending/Outlet.h"
#include "tests/PeerReader.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {

/// An Outlet on a loop of its own, and its peer.
class OutletTest : public PeerReader {
 public:
  OutletTest() : OutletTest(connectedPair()) {}

  void read() { readFrom(peer.get()); }
  /// The loop runs and the peer reads, until so much has arrived.
  bool readUntilArrived(std::size_t n) {
    return soon([this, n] {
      loop.turn();
      read();
      return arrived.size() >= n;
    });
  }
  bool readUntilEnd() {
    return soon([this] {
      loop.turn();
      read();
      return ended;
    });
  }

 private:
  explicit OutletTest(Connection pair)
      : peer(std::move(pair.client)),
        outlet(loop.get(), nonBlocking(std::move(pair.server))) {}

  static Fd nonBlocking(Fd socket) {
    setNonBlocking(socket.get());
    return socket;
  }

 public:
  TestLoop loop;
  Fd peer;
  Outlet outlet;
};

}  // namespace oneloop::testing
