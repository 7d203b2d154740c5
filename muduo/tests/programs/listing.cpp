#include <muduo/net/EventLoop.h>
#include <muduo/net/TcpServer.h>
#include <string>
using namespace muduo;
using namespace muduo::net;

void onMessage(const TcpConnectionPtr &conn, Buffer *buf, Timestamp time) {
  // std::string msg(buf->retrieveAllAsString());
  // conn->send(msg);
  conn->send(buf);
}

int main() {
  EventLoop loop;
  InetAddress listenAddr(9981);
  TcpServer server(&loop, listenAddr, "EchoServer");
  server.setMessageCallback(onMessage);
  server.start();
  loop.loop();
  return 0;
}
