#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {

// #region class
/// A server on one loop, in its smallest form: it makes connections, and keeps
/// each until it is closed. Chapter 19 makes TcpServer of it.
class SmallServer {
 public:
  /// `settings` has what the connections are to do.
  SmallServer(EventLoop* loop, const ServerOptions& options,
              TcpSettings settings)
      : loop_(loop),
        acceptor_(loop, InetAddress(options.host, options.port), false) {
    settings.name = acceptor_.address().toIpPort();
    settings.closeCallback = [this](const TcpConnectionPtr& connection) {
      connections_.erase(connection->id());
    };
    settings_ = std::make_shared<const TcpSettings>(std::move(settings));
    acceptor_.setNewConnectionCallback(
        [this](Fd socket, const InetAddress& peer) {
          add(std::move(socket), peer);
        });
    acceptor_.listen();
    fmt::print("listening on {}\n", settings_->name);
    std::fflush(stdout);
  }

  ~SmallServer() {
    // None of them may call closeCallback any more.
    for (const auto& [id, connection] : connections_) {
      connection->connectDestroyed();
    }
  }

 private:
  void add(Fd socket, const InetAddress& peer) {
    const std::int64_t id = ++lastId_;
    auto connection = std::make_shared<TcpConnection>(loop_, settings_, id,
                                                      std::move(socket), peer);
    connections_.emplace(id, connection);
    connection->connectEstablished();
  }
  // #endregion class

  EventLoop* const loop_;
  Acceptor acceptor_;
  std::shared_ptr<const TcpSettings> settings_;
  std::int64_t lastId_ = 0;
  std::unordered_map<std::int64_t, TcpConnectionPtr> connections_;
};

/// A whole program: serves with these settings until SIGINT or SIGTERM.
inline void serveUntilStopped(const ServerOptions& options,
                              TcpSettings settings) {
  const StopSignal stop;
  EventLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();
  const SmallServer server(&loop, options, std::move(settings));
  loop.loop();
}

}  // namespace oneloop
