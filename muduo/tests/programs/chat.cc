// A chat server, written as muduo's programs are: a codec between the server
// and the connections, threads, a set of connections under a mutex.

#include <muduo/base/Logging.h>
#include <muduo/base/Mutex.h>
#include <muduo/net/Buffer.h>
#include <muduo/net/Endian.h>
#include <muduo/net/EventLoop.h>
#include <muduo/net/TcpServer.h>
#include <stdio.h>
#include <stdlib.h>

#include <set>

using namespace muduo;
using namespace muduo::net;

class LengthHeaderCodec : noncopyable {
 public:
  typedef std::function<void(const TcpConnectionPtr&, const muduo::string&,
                             Timestamp)>
      StringMessageCallback;

  explicit LengthHeaderCodec(const StringMessageCallback& cb)
      : messageCallback_(cb) {}

  void onMessage(const TcpConnectionPtr& conn, Buffer* buf,
                 Timestamp receiveTime) {
    while (buf->readableBytes() >= kHeaderLen) {
      const int32_t len = buf->peekInt32();
      if (len > 65536 || len < 0) {
        LOG_ERROR << "Invalid length " << len;
        conn->shutdown();
        break;
      } else if (buf->readableBytes() >=
                 implicit_cast<size_t>(len) + kHeaderLen) {
        buf->retrieve(kHeaderLen);
        muduo::string message(buf->peek(), implicit_cast<size_t>(len));
        messageCallback_(conn, message, receiveTime);
        buf->retrieve(implicit_cast<size_t>(len));
      } else {
        break;
      }
    }
  }

  void send(const TcpConnectionPtr& conn, const StringPiece& message) {
    Buffer buf;
    buf.append(message.data(), message.size());
    buf.prependInt32(static_cast<int32_t>(message.size()));
    conn->send(&buf);
  }

 private:
  StringMessageCallback messageCallback_;
  const static size_t kHeaderLen = sizeof(int32_t);
};

class ChatServer : noncopyable {
 public:
  ChatServer(EventLoop* loop, const InetAddress& listenAddr)
      : server_(loop, listenAddr, "ChatServer"),
        codec_(std::bind(&ChatServer::onStringMessage, this, _1, _2, _3)) {
    server_.setConnectionCallback(
        std::bind(&ChatServer::onConnection, this, _1));
    server_.setMessageCallback(
        std::bind(&LengthHeaderCodec::onMessage, &codec_, _1, _2, _3));
  }

  void setThreadNum(int numThreads) { server_.setThreadNum(numThreads); }
  void start() {
    server_.setThreadInitCallback([](EventLoop* loop) {
      loop->setContext(string("one of the loops"));
      LOG_DEBUG << std::any_cast<string>(loop->getContext());
    });
    server_.start();
    LOG_INFO << server_.name() << " serves in "
             << server_.threadPool()->getAllLoops().size() << " loops";
  }
  const string& ipPort() const { return server_.ipPort(); }

 private:
  void onConnection(const TcpConnectionPtr& conn) {
    LOG_INFO << conn->peerAddress().toIpPort() << " -> "
             << conn->localAddress().toIpPort() << " is "
             << (conn->connected() ? "UP" : "DOWN");
    MutexLockGuard lock(mutex_);
    if (conn->connected()) {
      connections_.insert(conn);
    } else {
      connections_.erase(conn);
    }
  }

  void onStringMessage(const TcpConnectionPtr&, const string& message,
                       Timestamp) {
    MutexLockGuard lock(mutex_);
    mutex_.assertLocked();
    for (ConnectionList::iterator it = connections_.begin();
         it != connections_.end(); ++it) {
      codec_.send(get_pointer(*it)->shared_from_this(), message);
    }
  }

  typedef std::set<TcpConnectionPtr> ConnectionList;
  TcpServer server_;
  LengthHeaderCodec codec_;
  MutexLock mutex_;
  ConnectionList connections_ GUARDED_BY(mutex_);
};

int main(int argc, char* argv[]) {
  EventLoop loop;
  ChatServer server(&loop, InetAddress("127.0.0.1", 0));
  if (argc > 1) server.setThreadNum(atoi(argv[1]));
  server.start();
  printf("listening on %s\n", server.ipPort().c_str());
  fflush(stdout);
  loop.loop();
}
