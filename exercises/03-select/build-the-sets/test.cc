#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <vector>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/03-select/build-the-sets/fill_sets.h"

namespace oneloop::testing {
namespace {

// Three clients of a server, and the server's two sets.
struct Server {
  std::vector<Connection> connections;
  std::vector<Client> clients;
  fd_set readable;
  fd_set writable;

  Server() {
    for (int i = 0; i < 3; ++i) {
      connections.push_back(localPair());
      clients.push_back({connections.back().server.get(), false});
    }
    FD_ZERO(&readable);
    FD_ZERO(&writable);
  }

  void sends(std::size_t i, std::string_view bytes) {
    steps::add(fmt::format("client {}", i), "sends " + quoted(bytes));
    sendAll(connections[i].client.get(), bytes);
  }
  void hasUnsent(std::size_t i) {
    steps::add("server", fmt::format("holds bytes to send to client {}", i));
    clients[i].hasUnsent = true;
  }

  // One round: what fillSets asks for, and what select answers at once.
  void expectReady(int expected, const std::string& who) {
    timeval noWait{};
    const int nfds = fillSets(clients, readable, writable);
    const int ready =
        check("select", ::select(nfds, &readable, &writable, nullptr, &noWait));
    steps::add("server", fmt::format("fills the sets (nfds is {}); select "
                                     "finds {} ready",
                                     nfds, ready));
    if (ready != expected) {
      throw Failure("server", fmt::format("select found {} ready, expected {}: "
                                          "{}",
                                          ready, expected, who));
    }
  }
  bool isReadable(std::size_t i) {
    return FD_ISSET(clients[i].fd, &readable) != 0;
  }
  bool isWritable(std::size_t i) {
    return FD_ISSET(clients[i].fd, &writable) != 0;
  }
};

TEST_CASE("a client that has sent something is found") {
  for (std::size_t i = 0; i < 3; ++i) {
    Server server;
    server.sends(i, "hello");
    server.expectReady(1, "the client that has sent");
    CHECK(server.isReadable(i));
  }
}

TEST_CASE("while nobody has sent anything select sleeps") {
  Server server;
  server.expectReady(0, "nothing can be done for any client");
}

TEST_CASE("a client for whom bytes wait is found when there is room") {
  Server server;
  server.hasUnsent(1);
  server.expectReady(1, "the client for whom bytes wait");
  CHECK(server.isWritable(1));

  steps::add("client 1", "does not read: its buffer is full");
  fillSendBuffer(server.clients[1].fd);
  server.expectReady(0, "nothing can be done for any client");
}

TEST_CASE("a client for whom bytes wait is not read") {
  Server server;
  server.hasUnsent(1);
  steps::add("client 1", "does not read: its buffer is full");
  fillSendBuffer(server.clients[1].fd);
  server.sends(1, "more requests");
  server.expectReady(0, "client 1 must take its answers first");
}

TEST_CASE("what the last select found is forgotten") {
  Server server;
  server.sends(0, "hello");
  server.expectReady(1, "client 0");
  CHECK(server.isReadable(0));
  server.hasUnsent(0);
  steps::add("client 0", "does not read: its buffer is full");
  fillSendBuffer(server.clients[0].fd);
  server.expectReady(0, "client 0 is no longer watched for input");
}

TEST_CASE("without clients nfds is 0") {
  Server server;
  server.clients.clear();
  steps::add("server", "has no clients");
  CHECK(fillSets(server.clients, server.readable, server.writable) == 0);
}

}  // namespace
}  // namespace oneloop::testing
