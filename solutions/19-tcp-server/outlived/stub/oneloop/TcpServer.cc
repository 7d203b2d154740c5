#include "oneloop/TcpServer.h"

#include <map>
#include <vector>

#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {

TcpServer::TcpServer(EventLoop* loop, const InetAddress& listenAddr,
                     std::string name, Option option)
    : loop_(loop),
      name_(std::move(name)),
      acceptor_(
          std::make_unique<Acceptor>(loop, listenAddr, option == kReusePort)),
      ipPort_(acceptor_->address().toIpPort()),
      connections_(std::make_shared<ConnectionSet>()),
      settings_(std::make_shared<TcpSettings>()),
      threadPool_(std::make_shared<EventLoopThreadPool>(loop, name_)),
      alive_(std::make_shared<TcpServer*>(this)) {
  change([this](TcpSettings& s) {
    s.name = name_ + "-" + ipPort_;
    s.closeCallback = [this](const TcpConnectionPtr& c) {
      connections_->remove(c);
    };
  });
  acceptor_->setNewConnectionCallback(
      [this](Fd socket, const InetAddress& peer) {
        newConnection(std::move(socket), peer);
      });
}

TcpServer::~TcpServer() {
  loop_->assertInLoopThread();
  acceptor_.reset();
  connections_->whenEmpty([] {});  // in place of what stop() has left there
  for (const TcpConnectionPtr& connection : connections_->all()) {
    connection->getLoop()->runInLoop([connections = connections_, connection] {
      connection->connectDestroyed();
      connections->remove(connection);
    });
  }
  // Joins the threads; each loop first runs what was posted to it.
  threadPool_.reset();
}

void TcpServer::start() {
  if (started_.exchange(true)) return;
  loop_->runInLoop([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) startInLoop();
  });
}

void TcpServer::startInLoop() try {
  if (stopping_) return;
  if (!threadPool_->started()) threadPool_->start(threadInitCallback_);
  acceptor_->listen();
} catch (...) {
  started_ = false;  // it may be tried again
  throw;
}

void TcpServer::newConnection(Fd socket, const InetAddress& peer) {
  EventLoop* const loop = threadPool_->getNextLoop();
  const auto connection = std::make_shared<TcpConnection>(
      loop, settings_, ++lastId_, std::move(socket), peer);
  connections_->add(connection);
  loop->runInLoop([connection] { connection->connectEstablished(); });
}

void TcpServer::stop(std::function<void()> done, double seconds) {
  if (stopping_.exchange(true)) return;
  loop_->runInLoop(
      [this, alive = std::weak_ptr(alive_), done = std::move(done), seconds] {
        if (!alive.expired()) stopInLoop(done, seconds);
      });
}

void TcpServer::stopInLoop(const std::function<void()>& done, double seconds) {
  acceptor_.reset();
  for (const TcpConnectionPtr& connection : connections_->all()) {
    // In its loop, where it begins first if it has not yet.
    connection->getLoop()->runInLoop([connection] { connection->shutdown(); });
  }
  const TimerId patience =
      loop_->runAfter(seconds, [connections = connections_] {
        for (const TcpConnectionPtr& connection : connections->all()) {
          connection->forceClose();
        }
      });
  // The last one says so in its own loop's thread, which is to end.
  connections_->whenEmpty(
      [loop = loop_, alive = std::weak_ptr(alive_), done, patience] {
        loop->queueInLoop([loop, alive, done, patience] {
          loop->cancel(patience);
          const std::shared_ptr<TcpServer*> server = alive.lock();
          if (server == nullptr) return;
          (*server)->threadPool_.reset();
          if (done) done();
        });
      });
}

void TcpServer::broadcast(std::string_view message) {
  const EventLoop* const here = EventLoop::getEventLoopOfCurrentThread();
  std::map<EventLoop*, std::vector<TcpConnectionPtr>> elsewhere;
  for (const TcpConnectionPtr& connection : connections_->all()) {
    if (connection->getLoop() == here) {
      connection->send(message);
    } else if (connection->connected()) {
      elsewhere[connection->getLoop()].push_back(connection);
    }
  }
  const auto bytes = std::make_shared<const std::string>(message);
  for (auto& [loop, connections] : elsewhere) {
    const auto all = std::make_shared<const std::vector<TcpConnectionPtr>>(
        std::move(connections));
    // Through one that lasts: when the last of them ends, the loop may go.
    for (const TcpConnectionPtr& one : *all) {
      const bool posted = one->post([bytes, all] {
        for (const TcpConnectionPtr& each : *all) each->sendPosted(*bytes);
      });
      if (posted) break;
    }
  }
}

}  // namespace oneloop
