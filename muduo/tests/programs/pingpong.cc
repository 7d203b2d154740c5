// A client and a server that send a message back and forth, written as muduo's
// programs are.

#include <muduo/base/Logging.h>
#include <muduo/base/Thread.h>
#include <muduo/net/EventLoop.h>
#include <muduo/net/InetAddress.h>
#include <muduo/net/TcpClient.h>
#include <muduo/net/TcpServer.h>
#include <stdio.h>

using namespace muduo;
using namespace muduo::net;

class PingPongClient : noncopyable {
 public:
  PingPongClient(EventLoop* loop, const InetAddress& serverAddr)
      : loop_(loop), client_(loop, serverAddr, "PingPongClient") {
    client_.setConnectionCallback(
        std::bind(&PingPongClient::onConnection, this, _1));
    client_.setMessageCallback(
        std::bind(&PingPongClient::onMessage, this, _1, _2, _3));
  }
  void connect() { client_.connect(); }

 private:
  void onConnection(const TcpConnectionPtr& conn) {
    if (conn->connected()) {
      conn->setTcpNoDelay(true);
      conn->send("ping");
    } else {
      loop_->quit();
    }
  }
  void onMessage(const TcpConnectionPtr& conn, Buffer* buf, Timestamp) {
    bytes_ += buf->readableBytes();
    if (bytes_ >= 4000) {
      printf("%s got %zu bytes\n", client_.name().c_str(), bytes_);
      client_.disconnect();
    } else {
      conn->send(buf);
    }
  }

  EventLoop* loop_;
  TcpClient client_;
  size_t bytes_ = 0;
};

int main() {
  EventLoop loop;
  TcpServer server(&loop, InetAddress("127.0.0.1", 0), "PingPongServer");
  server.setMessageCallback([](const TcpConnectionPtr& conn, Buffer* buf,
                               Timestamp) { conn->send(buf); });
  server.start();
  const string address = server.ipPort();
  const int port = atoi(address.substr(address.find(':') + 1).c_str());
  PingPongClient client(&loop,
                        InetAddress("127.0.0.1", static_cast<uint16_t>(port)));
  client.connect();
  loop.loop();
}
