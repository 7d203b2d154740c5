#include <doctest/doctest.h>

#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/19-tcp-server/whose-thread/questions.h"
#include "oneloop/CurrentThread.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

/// Notes which threads have called.
class Callers {
 public:
  void note() {
    const std::lock_guard lock(mutex_);
    threads_.push_back(CurrentThread::tid());
  }
  std::vector<pid_t> all() const {
    const std::lock_guard lock(mutex_);
    return threads_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<pid_t> threads_;
};

void askOnce(const Fd& client, const std::string& text = "hello") {
  sendAll(client.get(), text);
  CHECK(receiveExactly(client.get(), text.size()) == text);
}

/// An echo server that notes the callers of its callbacks.
struct Watched {
  explicit Watched(int threads) : echo(threads) {
    echo.inLoop([this] {
      echo.server->setConnectionCallback([this](const TcpConnectionPtr& c) {
        connections.note();
        if (c->connected()) connection = c;
        ++echo.ups;
      });
      echo.server->setMessageCallback(
          [this](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
            messages.note();
            c->send(buffer);
          });
      echo.server->setWriteCompleteCallback(
          [this](const TcpConnectionPtr&) { senders.note(); });
    });
    echo.start();
  }

  Callers connections;
  Callers messages;
  Callers senders;
  TcpConnectionPtr connection;
  EchoServer echo;
};

std::string threadOfMessages() {
  Watched server(0);
  askOnce(server.echo.connect());
  return server.messages.all()[0] == server.echo.base.tid() ? "B" : "a new one";
}

std::string threadOfConnections() {
  Watched server(3);
  askOnce(server.echo.connect());
  return server.connections.all()[0] == server.echo.base.tid()
             ? "B's"
             : "the connection's";
}

std::string threadsOfOneClient() {
  Watched server(3);
  const Fd client = server.echo.connect();
  for (int i = 0; i < 10; ++i) askOnce(client);
  const std::vector<pid_t> all = server.messages.all();
  return std::to_string(std::set<pid_t>(all.begin(), all.end()).size());
}

std::string partnerOfFourth() {
  Watched server(3);
  std::vector<Fd> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(server.echo.connect());
    askOnce(clients.back());
  }
  const std::vector<pid_t> threads = server.messages.all();
  return threads[3] == threads[0]   ? "first"
         : threads[3] == threads[2] ? "third"
                                    : "none";
}

std::string threadThatSends() {
  Watched server(3);
  const Fd client = server.echo.connect();
  server.echo.waitForConnections(1);
  pid_t worker = 0;
  std::thread([&] {
    worker = CurrentThread::tid();
    server.connection->send("hello");
  }).join();
  CHECK(receiveExactly(client.get(), 5) == "hello");
  waitUntil("it is sent", [&] { return !server.senders.all().empty(); });
  server.connection.reset();
  const pid_t sender = server.senders.all()[0];
  return sender == worker                   ? "W"
         : sender == server.echo.base.tid() ? "B"
                                            : "the connection's";
}

std::string threadOfDone() {
  Watched server(3);
  const Fd client = server.echo.connect();
  server.echo.waitForConnections(1);
  std::promise<pid_t> called;
  server.echo.server->stop([&] { called.set_value(CurrentThread::tid()); },
                           0.01);
  const pid_t thread = called.get_future().get();
  server.connection.reset();
  return thread == CurrentThread::tid()     ? "M"
         : thread == server.echo.base.tid() ? "B"
                                            : "the last connection's";
}

TEST_CASE("questions 1 to 4: who serves whom") {
  const Answer none("kNoThreads", kNoThreads, {"B", "a new one"});
  const Answer connection("kConnectionCallback", kConnectionCallback,
                          {"B's", "the connection's"});
  const Answer one("kOneClient", kOneClient, {"1", "2", "3"});
  const Answer fourth("kFourthClient", kFourthClient,
                      {"first", "third", "none"});
  const Deadline limit("the server");
  none.compareWith(threadOfMessages());
  connection.compareWith(threadOfConnections());
  one.compareWith(threadsOfOneClient());
  fourth.compareWith(partnerOfFourth());
}

TEST_CASE("questions 5 and 6: what other threads ask for") {
  const Answer send("kSendOfWorker", kSendOfWorker,
                    {"W", "B", "the connection's"});
  const Answer done("kDone", kDone, {"M", "B", "the last connection's"});
  const Deadline limit("the server");
  send.compareWith(threadThatSends());
  done.compareWith(threadOfDone());
}

}  // namespace
}  // namespace oneloop::testing
