// Two threads: one has a loop with an echo connection, the other is its peer,
// which sends and does not read, and later reads. The buffers are small. Who
// waits for what?

#include <fmt/core.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/SocketAddress.h"
#include "common/check.h"
#include "common/connectTo.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {
namespace {

void say(const char* who, const std::string& what) {
  fmt::print("{}  {}\n", who, what);
  std::fflush(stdout);
}

// For the other one to do all it can.
void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }

void setSize(int fd, int option, int bytes) {
  check("setsockopt",
        ::setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof bytes));
}

// #region peer
void sendThenRead(int fd) {
  constexpr int kPieces = 5;
  const std::string piece(32 * 1024, 'x');
  for (int i = 0; i < kPieces; ++i) {
    pause();
    say("peer", "sends 32 KiB");
    check("send", ::send(fd, piece.data(), piece.size(), 0));
  }
  std::vector<char> bytes(1024 * 1024);
  for (std::size_t left = kPieces * piece.size(); left > 0;) {
    pause();
    const auto n = check("recv", ::recv(fd, bytes.data(), bytes.size(), 0));
    say("peer", fmt::format("reads {} bytes", n));
    left -= static_cast<std::size_t>(n);
  }
  pause();
}
// #endregion peer

}  // namespace
}  // namespace oneloop

// #region main
int main() {
  using namespace oneloop;
  EventLoop loop;
  TcpSettings settings;
  settings.outputLimit = 48 * 1024;
  settings.messageCallback = [](const TcpConnectionPtr& connection,
                                Buffer* buffer, Timestamp) {
    connection->send(buffer);
    say("echo", fmt::format("{} bytes wait",
                            connection->outputBuffer()->readableBytes()));
  };
  settings.connectionCallback = [&](const TcpConnectionPtr& connection) {
    if (connection->disconnected()) loop.quit();
  };
  TcpConnectionPtr echo;
  Acceptor acceptor(&loop, InetAddress(0, true), false);
  acceptor.setNewConnectionCallback([&](Fd socket, const InetAddress& from) {
    setSize(socket.get(), SO_SNDBUF, 16 * 1024);
    echo = std::make_shared<TcpConnection>(
        &loop, std::make_shared<const TcpSettings>(settings), 1,
        std::move(socket), from);
    echo->connectEstablished();
  });
  acceptor.listen();

  std::thread peer([address = acceptor.address().toIpPort()] {
    const Fd socket = connectTo(SocketAddress::parse(address));
    setSize(socket.get(), SO_RCVBUF, 16 * 1024);
    sendThenRead(socket.get());
  });
  loop.loop();
  peer.join();
}
// #endregion main
