#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <memory>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/19-tcp-server/slow-work/service.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/EventLoopThreadPool.h"
#include "oneloop/ThreadPool.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

/// A server whose slow function takes as long as the test wants: "slow" waits
/// until it may go on, every other line is answered at once.
class Service {
 public:
  Service() : workers_("worker") {
    workers_.start(2);
    server_.inLoop([this] {
      server_.server->setMessageCallback(
          [this](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
            onMessage(workers_, slow_, c, buffer);
            left = buffer->toStringPiece().as_string();
            ++calls;
          });
    });
    server_.start();
  }
  ~Service() {
    letGo();
    workers_.stop();
    server_.destroy();
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Fd connect() const { return server_.connect(); }
  void waitUntilSlow() { begun_.wait(); }
  void letGo() {
    if (mayGo_.getCount() > 0) mayGo_.countDown();
  }
  /// Returns when the loop that serves has done what it is at.
  void finishTurn() {
    CountDownLatch done(1);
    server_.inLoop([&] {
      server_.server->threadPool()->getNextLoop()->runInLoop(
          [&] { done.countDown(); });
    });
    done.wait();
  }
  void stopWorkers() { workers_.stop(); }
  EchoServer& server() { return server_; }

  std::atomic<int> calls = 0;
  std::string left;  // in the buffer, after the latest call

 private:
  const SlowFunction slow_ = [this](const std::string& line) {
    if (line == "slow") {
      begun_.countDown();
      mayGo_.wait();
    }
    return "<" + line + ">";
  };

  CountDownLatch begun_{1};
  CountDownLatch mayGo_{1};
  ThreadPool workers_;
  EchoServer server_{1};
};

void expectAnswer(const Fd& client, const std::string& who,
                  const std::string& answer) {
  const short seen = pollFor(client.get(), POLLIN, kPatience);
  if (seen == 0)
    throw Failure(who, "gets no answer; expected " + quoted(answer));
  std::string got(answer.size(), '\0');
  const ssize_t n = ::recv(client.get(), got.data(), got.size(), 0);
  got.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  if (got != answer) {
    throw Failure(who, "gets " + quoted(got) + "; expected " + quoted(answer));
  }
}

TEST_CASE("a slow line holds up nobody else") {
  Service service;
  const Fd a = service.connect();
  const Fd b = service.connect();
  sendAll(a.get(), "slow\n");
  service.waitUntilSlow();
  steps::add("client A", "asks something slow, which has begun");
  sendAll(b.get(), "quick\n");
  steps::add("client B", "asks something quick");
  expectAnswer(b, "client B", "<quick>\n");
  service.letGo();
  expectAnswer(a, "client A", "<slow>\n");
}

TEST_CASE("every line is answered, and a piece of a line waits") {
  const Deadline limit("the answers");
  Service service;
  const Fd client = service.connect();
  sendAll(client.get(), "one\ntwo\nthr");
  const std::string both = receiveExactly(client.get(), 12);
  CAPTURE(both);
  CHECK((both == "<one>\n<two>\n" || both == "<two>\n<one>\n"));
  sendAll(client.get(), "ee\n");
  expectAnswer(client, "the client", "<three>\n");
}

TEST_CASE("when onMessage returns, the buffer holds no whole line") {
  const Deadline limit("onMessage");
  Service service;
  const Fd client = service.connect();
  // Two workers, both held: what is left in the buffer now, they cannot take.
  sendAll(client.get(), "slow\nslow\nslow\nre");
  service.waitUntilSlow();
  waitUntil("onMessage has returned", [&] { return service.calls == 1; });
  const std::string left = service.left;
  if (left != "re") {
    throw Failure("the buffer", "holds " + quoted(left) +
                                    " when onMessage has returned; expected "
                                    "\"re\": it belongs to the loop's thread");
  }
  service.letGo();
  for (int i = 0; i < 3; ++i) {
    CHECK(receiveExactly(client.get(), 7) == "<slow>\n");
  }
}

TEST_CASE("a client that leaves while its answer is made harms nobody") {
  const Deadline limit("the workers");
  Service service;
  {
    const Fd gone = service.connect();
    sendAll(gone.get(), "slow\n");
    service.waitUntilSlow();
    resetOnClose(gone.get());
  }
  steps::add("the client", "has left; its answer is not ready");
  waitUntil("the server has noticed",
            [&] { return service.server().server->connections() == 0; });
  service.finishTurn();
  service.letGo();
  service.stopWorkers();  // a worker has sent to nobody
}

}  // namespace
}  // namespace oneloop::testing
