// A relay: what a client sends goes on to a server, and what the server answers
// goes back. One of the two may read slowly. Then the relay stops reading from
// the other one, so that TCP makes that one wait as well: at most the mark, and
// what one read brings, stays in the relay.
//
// A client that ends its half before the answer has come does not get it: a
// connection that has nothing to send ends when its peer does.

#include <fcntl.h>

#include <any>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/SocketAddress.h"
#include "common/StopSignal.h"
#include "common/check.h"
#include "common/connectTo.h"
#include "common/log.h"
#include "oneloop/Buffer.h"
#include "oneloop/TcpConnection.h"
#include "programs/SmallServer.h"

namespace oneloop {
namespace {

constexpr std::size_t kMark = 256 * 1024;

// #region pair
// Each of the two keeps a weak pointer to the other one as its context.
TcpConnectionPtr otherOf(const TcpConnectionPtr& one) {
  using Weak = std::weak_ptr<TcpConnection>;
  const Weak* const other = std::any_cast<Weak>(&one->getContext());
  return other == nullptr ? nullptr : other->lock();
}

void introduce(const TcpConnectionPtr& a, const TcpConnectionPtr& b) {
  a->setContext(std::weak_ptr<TcpConnection>(b));
  b->setContext(std::weak_ptr<TcpConnection>(a));
}
// #endregion pair

class Relay {
 public:
  Relay(EventLoop* loop, const SocketAddress& to) : loop_(loop), to_(to) {
    TcpSettings settings = inCommon();
    settings.name = "to " + to.toString();
    settings.closeCallback = [this](const TcpConnectionPtr& server) {
      servers_.erase(server->id());
    };
    serverSettings_ = std::make_shared<const TcpSettings>(std::move(settings));
  }

  ~Relay() {
    for (const auto& [id, server] : servers_) server->connectDestroyed();
  }

  TcpSettings clientSettings() {
    TcpSettings settings = inCommon();
    settings.connectionCallback = [this](const TcpConnectionPtr& client) {
      if (client->connected()) {
        open(client);
      } else {
        end(client);
      }
    };
    return settings;
  }

 private:
  // #region flow
  static TcpSettings inCommon() {
    TcpSettings settings;
    settings.connectionCallback = [](const TcpConnectionPtr& one) {
      if (!one->connected()) end(one);
    };
    settings.messageCallback = [](const TcpConnectionPtr& from, Buffer* bytes,
                                  Timestamp) {
      if (const TcpConnectionPtr to = otherOf(from)) {
        to->send(bytes);
      } else {
        bytes->retrieveAll();  // nobody is left to read them
      }
    };
    // `slow` does not read what it is sent: read no more for it, ...
    settings.highWaterMark = kMark;
    settings.highWaterMarkCallback = [](const TcpConnectionPtr& slow,
                                        std::size_t) {
      if (const TcpConnectionPtr fast = otherOf(slow)) fast->stopRead();
    };
    // ... until all of it has gone.
    settings.writeCompleteCallback = [](const TcpConnectionPtr& slow) {
      if (const TcpConnectionPtr fast = otherOf(slow)) fast->startRead();
    };
    return settings;
  }
  // #endregion flow

  void open(const TcpConnectionPtr& client) try {
    // connect() may keep the loop waiting; chapter 20 has one that does not.
    Fd socket = connectTo(to_);
    check("fcntl", ::fcntl(socket.get(), F_SETFL, O_NONBLOCK));
    const InetAddress address = InetAddress::peerOf(socket.get());
    auto server = std::make_shared<TcpConnection>(
        loop_, serverSettings_, client->id(), std::move(socket), address);
    introduce(client, server);
    servers_.emplace(server->id(), server);
    server->connectEstablished();
  } catch (const std::system_error& error) {
    log(error.what());
    client->forceClose();
  }

  static void end(const TcpConnectionPtr& one) {
    const TcpConnectionPtr other = otherOf(one);
    if (other == nullptr) return;
    other->startRead();  // or it would not notice its own end
    other->shutdown();
  }

  EventLoop* const loop_;
  const SocketAddress to_;
  std::shared_ptr<const TcpSettings> serverSettings_;
  std::unordered_map<std::int64_t, TcpConnectionPtr> servers_;
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  using namespace oneloop;
  CommandLine line("Passes on what clients send, and what comes back.");
  SocketAddress to("127.0.0.1", 2008);
  line.address("--to", to, "the server to pass it on to");
  return line.run(argc, argv, [&](const ServerOptions& options) {
    const StopSignal stop;
    EventLoop loop;
    Relay relay(&loop, to);
    Channel stopChannel(&loop, stop.fd());
    stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
    stopChannel.enableReading();
    const SmallServer server(&loop, options, relay.clientSettings());
    loop.loop();
  });
}
