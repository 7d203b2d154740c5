// A server that counts letters in worker threads, written as muduo's programs
// are. What a connection has been told so far is its context.

#include <muduo/base/Atomic.h>
#include <muduo/base/Logging.h>
#include <muduo/base/ThreadPool.h>
#include <muduo/net/EventLoop.h>
#include <muduo/net/TcpConnection.h>
#include <muduo/net/TcpServer.h>
#include <stdio.h>

#include <any>

using namespace muduo;
using namespace muduo::net;

class CountServer {
 public:
  explicit CountServer(EventLoop* loop)
      : server_(loop, InetAddress("127.0.0.1", 0), "CountServer") {
    server_.setConnectionCallback([this](const TcpConnectionPtr& conn) {
      if (conn->connected()) {
        conn->setContext(int64_t{0});
        conn->setHighWaterMarkCallback(
            std::bind(&CountServer::onHighWaterMark, this, _1, _2), 1024);
        alive_.increment();
      } else {
        alive_.decrement();
      }
      LOG_INFO << alive_.get() << " connections";
    });
    server_.setMessageCallback(
        std::bind(&CountServer::onMessage, this, _1, _2, _3));
    server_.setThreadNum(2);
  }

  void start() {
    workers_.setMaxQueueSize(100);
    workers_.start(2);
    server_.start();
    printf("listening on %s\n", server_.ipPort().c_str());
    fflush(stdout);
  }

 private:
  void onMessage(const TcpConnectionPtr& conn, Buffer* buf, Timestamp) {
    while (const char* crlf = buf->findCRLF()) {
      string request(buf->peek(), crlf);
      buf->retrieveUntil(crlf + 2);
      if (request == "quit") {
        conn->send("bye\r\n");
        conn->shutdown();
        return;
      }
      int64_t* total = std::any_cast<int64_t>(conn->getMutableContext());
      *total += static_cast<int64_t>(request.size());
      workers_.run(std::bind(&CountServer::work, this, conn, request, *total));
    }
  }

  void work(const TcpConnectionPtr& conn, const string& request,
            int64_t total) {
    if (conn->getLoop()->isInLoopThread()) LOG_FATAL << "not in a worker";
    char answer[64];
    snprintf(answer, sizeof answer, "%zu of %ld\r\n", request.size(),
             static_cast<long>(total));
    conn->send(answer);
  }

  void onHighWaterMark(const TcpConnectionPtr& conn, size_t len) {
    LOG_WARN << conn->name() << " does not read: " << len;
    conn->stopRead();
  }

  TcpServer server_;
  ThreadPool workers_{"workers"};
  AtomicInt32 alive_;
};

int main() {
  EventLoop loop;
  CountServer server(&loop);
  server.start();
  loop.loop();
}
