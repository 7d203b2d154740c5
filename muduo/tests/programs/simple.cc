// Four small services in one loop, written as muduo's programs are: discard,
// daytime, time and chargen (RFC 863, 867, 868, 864).

#include <muduo/base/Logging.h>
#include <muduo/base/Timestamp.h>
#include <muduo/net/EventLoop.h>
#include <muduo/net/InetAddress.h>
#include <muduo/net/TcpServer.h>
#include <stdio.h>

#include <functional>
#include <string>

using namespace muduo;
using namespace muduo::net;

void logUpOrDown(const char* service, const TcpConnectionPtr& conn) {
  LOG_INFO << service << " - " << conn->peerAddress().toIpPort() << " -> "
           << conn->localAddress().toIpPort() << " is "
           << (conn->connected() ? "UP" : "DOWN");
}

class DiscardServer : noncopyable {
 public:
  DiscardServer(EventLoop* loop, const InetAddress& listenAddr)
      : server_(loop, listenAddr, "DiscardServer") {
    server_.setConnectionCallback(std::bind(logUpOrDown, "discard", _1));
    server_.setMessageCallback(
        std::bind(&DiscardServer::onMessage, this, _1, _2, _3));
  }
  void start() { server_.start(); }
  const string& ipPort() const { return server_.ipPort(); }

 private:
  void onMessage(const TcpConnectionPtr& conn, Buffer* buf, Timestamp time) {
    muduo::string message(buf->retrieveAllAsString());
    LOG_DEBUG << conn->name() << " discards " << message.size()
              << " bytes received at " << time.toFormattedString();
  }

  TcpServer server_;
};

class DaytimeServer : noncopyable {
 public:
  DaytimeServer(EventLoop* loop, const InetAddress& listenAddr)
      : server_(loop, listenAddr, "DaytimeServer") {
    server_.setConnectionCallback(
        std::bind(&DaytimeServer::onConnection, this, _1));
  }
  void start() { server_.start(); }
  const string& ipPort() const { return server_.ipPort(); }

 private:
  void onConnection(const TcpConnectionPtr& conn) {
    logUpOrDown("daytime", conn);
    if (conn->connected()) {
      conn->send(Timestamp::now().toFormattedString() + "\n");
      conn->shutdown();
    }
  }

  TcpServer server_;
};

class TimeServer : noncopyable {
 public:
  TimeServer(EventLoop* loop, const InetAddress& listenAddr)
      : server_(loop, listenAddr, "TimeServer") {
    server_.setConnectionCallback(
        std::bind(&TimeServer::onConnection, this, _1));
  }
  void start() { server_.start(); }
  const string& ipPort() const { return server_.ipPort(); }

 private:
  void onConnection(const TcpConnectionPtr& conn) {
    if (conn->connected()) {
      const time_t now = ::time(NULL);
      const int32_t be32 = static_cast<int32_t>(
          sockets::hostToNetwork32(static_cast<uint32_t>(now)));
      conn->send(&be32, sizeof be32);
      conn->shutdown();
    }
  }

  TcpServer server_;
};

class ChargenServer : noncopyable {
 public:
  ChargenServer(EventLoop* loop, const InetAddress& listenAddr)
      : server_(loop, listenAddr, "ChargenServer"),
        startTime_(Timestamp::now()) {
    server_.setConnectionCallback(
        std::bind(&ChargenServer::onConnection, this, _1));
    server_.setWriteCompleteCallback(
        std::bind(&ChargenServer::onWriteComplete, this, _1));
    loop->runEvery(3.0, std::bind(&ChargenServer::printThroughput, this));
    string line;
    for (char c = '!'; c <= '~'; ++c) line.push_back(c);
    line += line;
    for (size_t i = 0; i < 94; ++i) message_ += line.substr(i, 72) + '\n';
  }
  void start() { server_.start(); }
  const string& ipPort() const { return server_.ipPort(); }

 private:
  void onConnection(const TcpConnectionPtr& conn) {
    if (conn->connected()) {
      conn->setTcpNoDelay(true);
      conn->send(message_);
    }
  }
  void onWriteComplete(const TcpConnectionPtr& conn) {
    transferred_ += static_cast<int64_t>(message_.size());
    conn->send(message_);
  }
  void printThroughput() {
    const Timestamp endTime = Timestamp::now();
    const double time = timeDifference(endTime, startTime_);
    LOG_INFO << Fmt("%4.3f MiB/s",
                    static_cast<double>(transferred_) / time / 1024 / 1024);
    transferred_ = 0;
    startTime_ = endTime;
  }

  TcpServer server_;
  string message_;
  int64_t transferred_ = 0;
  Timestamp startTime_;
};

int main() {
  LOG_INFO << "pid = " << getpid();
  EventLoop loop;
  const InetAddress anyPort(0, true);

  DiscardServer discard(&loop, anyPort);
  DaytimeServer daytime(&loop, anyPort);
  TimeServer time(&loop, anyPort);
  ChargenServer chargen(&loop, anyPort);
  discard.start();
  daytime.start();
  time.start();
  chargen.start();
  for (const string& address :
       {discard.ipPort(), daytime.ipPort(), time.ipPort(), chargen.ipPort()}) {
    printf("listening on %s\n", address.c_str());
  }
  fflush(stdout);
  loop.loop();
}
