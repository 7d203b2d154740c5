// A peer sends much to an echo and reads nothing back. What does the memory of
// the process do, with a limit for the output buffer, and without one?

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "common/SocketAddress.h"
#include "common/check.h"
#include "common/connectTo.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Buffer.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

// Bytes of memory that the process holds: proc(5), statm.
std::size_t residentMemory() {
  std::size_t all = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// #region peer
/// Sends for as long as its kernel takes bytes, and never reads.
class GreedyPeer {
 public:
  GreedyPeer(EventLoop* loop, const InetAddress& address, std::size_t all)
      : socket_(connectTo(SocketAddress::parse(address.toIpPort()))),
        channel_(loop, socket_.get()),
        left_(all) {
    check("fcntl", ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK));
    channel_.setWriteCallback([this] { send(); });
    channel_.enableWriting();
  }
  std::size_t left() const { return left_; }

 private:
  void send() {
    const std::size_t size = std::min(left_, piece_.size());
    const ssize_t n = ::send(socket_.get(), piece_.data(), size, MSG_NOSIGNAL);
    if (n > 0) left_ -= static_cast<std::size_t>(n);
    if (left_ == 0) channel_.disableWriting();
  }

  const Fd socket_;
  Channel channel_;
  std::size_t left_;
  const std::string piece_ = std::string(kMegabyte, 'x');
};
// #endregion peer

void measure(const TcpSettings& limited, std::size_t all) {
  const std::size_t before = residentMemory();
  std::size_t most = before;

  TcpSettings settings = limited;
  settings.messageCallback = [&](const TcpConnectionPtr& connection,
                                 Buffer* buffer, Timestamp) {
    connection->send(buffer);
    most = std::max(most, residentMemory());
  };
  EventLoop loop;
  TcpConnectionPtr echo;
  Acceptor acceptor(&loop, InetAddress(0, true), false);
  acceptor.setNewConnectionCallback([&](Fd socket, const InetAddress& peer) {
    echo = std::make_shared<TcpConnection>(
        &loop, std::make_shared<const TcpSettings>(settings), 1,
        std::move(socket), peer);
    echo->connectEstablished();
  });
  acceptor.listen();
  const GreedyPeer peer(&loop, acceptor.address(), all);

  // Until nothing has moved for half a second.
  std::size_t left = all;
  loop.runEvery(0.5, [&] {
    if (std::exchange(left, peer.left()) == peer.left()) loop.quit();
  });
  loop.loop();
  fmt::print(
      "the peer has sent {} of {} MB; {} MB wait in the echo, "
      "which grew by {} MB\n",
      (all - left) / kMegabyte, all / kMegabyte,
      echo->outputBuffer()->readableBytes() / kMegabyte,
      (most - before) / kMegabyte);
  echo->connectDestroyed();
}

}  // namespace
}  // namespace oneloop

int main() {
  using namespace oneloop;
  TcpSettings settings;
  settings.name = "echo";
  fmt::print("outputLimit = {} MB:\n  ", settings.outputLimit / kMegabyte);
  measure(settings, 400 * kMegabyte);
  settings.outputLimit = 0;
  fmt::print("no outputLimit:\n  ");
  measure(settings, 100 * kMegabyte);
}
