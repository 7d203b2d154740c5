#include <doctest/doctest.h>
#include <sys/epoll.h>

#include <deque>
#include <string>

#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "exercises/05-epoll/edge-accept/serve.h"

namespace oneloop::testing {
namespace {

TEST_CASE("clients that come one by one are served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    Client b = server.connect("client B");
    b.expectEcho("good morning");
  });
}

TEST_CASE("clients that come at the same time are all served") {
  ServerChild server(serve);
  server.face([&] {
    Client first = server.connect("client 1");
    first.expectEcho("hello");  // the server runs
    server.pause();
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    Client c = server.connect("client C");
    server.resume();
    a.expectEcho("hello from A");
    b.expectEcho("hello from B");
    c.expectEcho("hello from C");
    server.expectAsleepIn("epoll_wait");
  });
}

TEST_CASE("it does not matter how many come at the same time") {
  ServerChild server(serve);
  server.face([&] {
    Client first = server.connect("client 1");
    first.expectEcho("hello");  // the server runs
    server.pause();
    std::deque<Client> crowd;
    for (int i = 2; i <= 100; ++i) {
      crowd.push_back(server.connect("client " + std::to_string(i)));
    }
    server.resume();
    steps::add("the kernel", "reports the listener once, with 99 in its queue");
    for (Client& client : crowd) client.expectEcho("hello");
    server.expectAsleepIn("epoll_wait");
  });
}

TEST_CASE("the listener stays edge-triggered") {
  ServerChild server(serve);
  server.face([&] {
    Client client = server.connect();
    client.expectEcho("hello");  // the server runs
    steps::add("the kernel", "shows for what the listener is watched");
    const auto events = procfs::watchedEvents(server.pid(), server.listener());
    if (!events) throw Failure("server", "no epoll watches its listener");
    if ((*events & EPOLLET) == 0) {
      throw Failure("server",
                    "watches its listener without EPOLLET: level-triggered, "
                    "and reported again as long as somebody waits");
    }
  });
}

}  // namespace
}  // namespace oneloop::testing
