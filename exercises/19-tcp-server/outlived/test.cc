#include <doctest/doctest.h>

#include <memory>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/EventLoopThreadPool.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a connection that is closed leaves the server's set") {
  EchoServer echo(2);
  echo.start();
  {
    const Fd client = echo.connect();
    echo.waitForConnections(1);
  }
  waitUntil("the connection has ended", [&] { return echo.downs == 1; });
  waitUntil("the set is empty",
            [&] { return echo.server->connections() == 0; });
}

TEST_CASE("a callback that still runs may close after the server is gone") {
  const Deadline limit("the loops");
  EchoServer echo(1);
  CountDownLatch inside(1);
  CountDownLatch gone(1);
  std::shared_ptr<EventLoopThreadPool> pool;
  std::weak_ptr<TcpConnection> connection;
  echo.inLoop([&] {
    pool = echo.server->threadPool();
    echo.server->setMessageCallback(
        [&](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
          connection = c;
          buffer->retrieveAll();
          c->forceClose();  // when this callback has returned
          inside.countDown();
          gone.wait();
        });
  });
  steps::add("program", "keeps server.threadPool(), so the loops go on");
  echo.start();
  const Fd client = echo.connect();
  sendAll(client.get(), "?");
  inside.wait();
  steps::add("thread 1", "is in the message callback, which closes");
  echo.destroy();
  steps::add("program", "has destroyed the server");
  steps::add("thread 1", "goes on, and the connection ends");
  gone.countDown();
  echo.inLoop([&] { pool.reset(); });  // joins the thread
  CHECK(connection.expired());
}

}  // namespace
}  // namespace oneloop::testing
