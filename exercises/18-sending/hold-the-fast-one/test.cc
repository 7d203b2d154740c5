#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "exercises/18-sending/hold-the-fast-one/throttle.h"
#include "tests/PeerReader.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMark = 300'000;
constexpr std::size_t kMuch = 60'000'000;

/// A relay between two peers: one sends all it can, one reads when told.
class Relay : public PeerReader {
 public:
  Relay() {
    throttle(fast.connection, slow.connection, kMark);
    fast.connection->setMessageCallback(
        [to = std::weak_ptr(slow.connection)](const TcpConnectionPtr&,
                                              Buffer* bytes, Timestamp) {
          if (const TcpConnectionPtr it = to.lock()) it->send(bytes);
        });
    fast.connection->connectEstablished();
    slow.connection->connectEstablished();
    setNonBlocking(fast.peer.get());
  }
  ~Relay() {
    for (auto* one : {&fast, &slow}) {
      if (one->connection) one->connection->connectDestroyed();
    }
  }

  // The fast peer sends until nothing moves any more, or it has sent `limit`.
  void fill(std::size_t limit) {
    for (int idle = 0; idle < 50 && sent < limit;) {
      const std::size_t n = std::min(piece_.size(), limit - sent);
      const ssize_t taken =
          ::send(fast.peer.get(), piece_.data(), n, MSG_NOSIGNAL);
      idle = taken > 0 ? 0 : idle + 1;
      if (taken > 0) sent += static_cast<std::size_t>(taken);
      loop.turn();
      most = std::max(most, slow.connection->outputBuffer()->readableBytes());
    }
    steps::add("the fast peer", "sent " + std::to_string(sent) +
                                    " bytes; at most " + std::to_string(most) +
                                    " waited in the relay");
  }
  bool readUntilArrived(std::size_t n) {
    return soon([this, n] {
      loop.turn();
      readFrom(slow.peer.get());
      return arrived.size() >= n;
    });
  }

  TestLoop loop;
  ConnectionAndPeer fast = makeConnection(loop.get(), {}, 1);
  ConnectionAndPeer slow = makeConnection(loop.get(), {}, 2);
  std::size_t sent = 0;
  std::size_t most = 0;

 private:
  const std::string piece_ = std::string(100'000, 'x');
};

TEST_CASE("what waits for a slow peer stays near the mark") {
  Relay relay;
  relay.fill(kMuch);
  const std::size_t most = relay.most;
  CHECK(most < kMark + 200'000);
  CHECK(relay.sent < kMuch);
}

TEST_CASE("once the slow peer reads, all goes on, and all arrives") {
  Relay relay;
  for (int i = 0; i < 3; ++i) {
    relay.fill(kMuch);
    const std::size_t sent = relay.sent;
    CHECK(relay.readUntilArrived(sent));
    CHECK(relay.arrived.size() == sent);
  }
}

TEST_CASE("below the mark nobody has to wait") {
  Relay relay;
  relay.fill(kMark / 2);
  CHECK(relay.fast.connection->isReading());
  CHECK(relay.readUntilArrived(kMark / 2));
}

TEST_CASE("neither keeps the other alive") {
  for (const bool fastLeaves : {true, false}) {
    Relay relay;
    ConnectionAndPeer& one = fastLeaves ? relay.fast : relay.slow;
    const std::weak_ptr<TcpConnection> observer = one.connection;
    one.connection->connectDestroyed();
    one.connection.reset();
    for (int i = 0; i < 3; ++i) relay.loop.turn();
    CHECK(observer.expired());
  }
}

TEST_CASE("the fast one may be gone when the slow one has sent all") {
  Relay relay;
  relay.fill(kMuch);
  const std::size_t waiting =
      relay.slow.connection->outputBuffer()->readableBytes();
  CHECK(waiting > 0);
  relay.fast.connection->connectDestroyed();
  relay.fast.connection.reset();
  CHECK(relay.readUntilArrived(waiting));
}

}  // namespace
}  // namespace oneloop::testing
