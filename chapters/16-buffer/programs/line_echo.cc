// An echo server for lines: it sends back each line when it is whole. A recv
// may bring half a line, or three; the Buffer keeps what is not whole yet.
//
// Half a line may have 64 KiB at most. A client that does not read is closed:
// to wait until it does is the lesson of chapter 18.

#include <fmt/core.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Buffer.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"

namespace oneloop {
namespace {

constexpr std::size_t kLongestLine = 65'536;

// #region client
class Client {
 public:
  Client(EventLoop* loop, Fd socket)
      : socket_(std::move(socket)), channel_(loop, socket_.get()) {}

  Channel& channel() { return channel_; }

  // False when there is nothing more to do for it.
  bool readLines() {
    int error = 0;
    const ssize_t n = input_.readFd(socket_.get(), &error);
    if (n == -1) return error == EAGAIN || error == EINTR;
    if (n == 0) return false;
    while (const char* end = input_.findEOL()) {
      const auto length = static_cast<std::size_t>(end + 1 - input_.peek());
      if (!send(input_.retrieveAsString(length))) return false;
    }
    input_.trim();
    return input_.readableBytes() <= kLongestLine;
  }

 private:
  bool send(const std::string& line) {
    const ssize_t n =
        ::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL);
    return n == static_cast<ssize_t>(line.size());
  }

  Fd socket_;
  Channel channel_;
  Buffer input_;
};
// #endregion client

class LineEcho {
 public:
  LineEcho(EventLoop* loop, const InetAddress& address)
      : loop_(loop), acceptor_(loop, address, false) {
    acceptor_.setNewConnectionCallback(
        [this](Fd socket, const InetAddress&) { add(std::move(socket)); });
    acceptor_.listen();
    fmt::print("listening on {}\n", acceptor_.address().toIpPort());
    std::fflush(stdout);
  }

 private:
  void add(Fd socket) {
    const int fd = socket.get();
    Client& client =
        clients_.try_emplace(fd, loop_, std::move(socket)).first->second;
    client.channel().setReadCallback([this, fd](Timestamp) {
      if (!clients_.at(fd).readLines()) clients_.erase(fd);
    });
    client.channel().setCloseCallback([this, fd] { clients_.erase(fd); });
    client.channel().enableReading();
  }

  EventLoop* const loop_;
  Acceptor acceptor_;
  std::unordered_map<int, Client> clients_;  // by their descriptors
};

void serve(const ServerOptions& options) {
  const StopSignal stop;
  EventLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();
  const LineEcho server(&loop, InetAddress(options.host, options.port));
  loop.loop();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("Sends back each line when it is whole.");
  return line.run(argc, argv, oneloop::serve);
}
