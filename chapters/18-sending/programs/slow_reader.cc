// Two threads: one has a loop with an echo connection, the other is its peer,
// which sends and does not read, and later reads. The buffers are small. Who
// waits for what?

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/Fd.h"
#include "common/check.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

void say(const char* who, const std::string& what) {
  fmt::print("{}  {}\n", who, what);
  std::fflush(stdout);
}

// For the loop to do all it can.
void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(200)); }

// Two sockets that are connected. TCP would do as well; but it has timers of
// its own, and no two runs would be alike.
std::pair<Fd, Fd> makePair() {
  std::array<int, 2> fds{};
  check("socketpair",
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
                     fds.data()));
  const int size = kPiece;
  check("setsockopt",
        ::setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
  return {Fd(fds[0]), Fd(fds[1])};
}

// #region peer
void sendThenRead(int fd) {
  constexpr int kPieces = 5;
  const std::string piece(kPiece, 'x');
  for (int i = 0; i < kPieces; ++i) {
    rest();
    say("peer", fmt::format("sends {} bytes", piece.size()));
    check("send", ::send(fd, piece.data(), piece.size(), 0));
  }
  rest();
  std::vector<char> bytes(kPieces * kPiece);
  for (std::size_t left = bytes.size(); left > 0;) {
    say("peer", "reads");
    const auto n = check("recv", ::recv(fd, bytes.data(), left, 0));
    rest();
    say("peer", fmt::format("has read {} bytes", n));
    left -= static_cast<std::size_t>(n);
  }
}
// #endregion peer

}  // namespace
}  // namespace oneloop

// #region main
int main() {
  using namespace oneloop;
  EventLoop loop;
  TcpSettings settings;
  settings.outputLimit = 3 * kPiece / 2;
  settings.messageCallback = [](const TcpConnectionPtr& connection,
                                Buffer* buffer, Timestamp) {
    connection->send(buffer);
    say("echo", fmt::format("{} bytes wait",
                            connection->outputBuffer()->readableBytes()));
  };
  settings.connectionCallback = [&](const TcpConnectionPtr& connection) {
    if (connection->disconnected()) loop.quit();
  };
  auto [ours, peers] = makePair();
  const auto echo = std::make_shared<TcpConnection>(
      &loop, std::make_shared<const TcpSettings>(settings), 1, std::move(ours),
      InetAddress());
  echo->connectEstablished();

  std::thread peer([socket = std::move(peers)] { sendThenRead(socket.get()); });
  loop.loop();
  peer.join();
}
// #endregion main
