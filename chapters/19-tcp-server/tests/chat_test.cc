// The chat server, as a process.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("in a chat all hear what one says, over four loops as over one") {
  for (const char* threads : {"0", "4"}) {
    ServerProcess server({ONELOOP_PROGRAM("chat"), "--threads", threads});
    std::vector<Fd> clients;
    const std::string hello("\0\0\0\5hello", 9);
    for (int i = 0; i < 8; ++i) {
      clients.push_back(connectTo(server.address()));
      // It hears itself: so it is a member.
      sendAll(clients.back().get(), hello);
      for (const Fd& client : clients) {
        CHECK(receiveExactly(client.get(), hello.size()) == hello);
      }
    }
    CHECK(server.stop() == ExitStatus{0, 0});
  }
}

TEST_CASE("a chat client that announces too much is closed, the others stay") {
  ServerProcess server({ONELOOP_PROGRAM("chat")});
  const Fd bad = connectTo(server.address());
  sendAll(bad.get(), "\xff\xff\xff\xff");
  char byte = 0;
  CHECK(::recv(bad.get(), &byte, 1, 0) <= 0);

  const Fd good = connectTo(server.address());
  const std::string hello("\0\0\0\5hello", 9);
  sendAll(good.get(), hello);
  CHECK(receiveExactly(good.get(), hello.size()) == hello);
  CHECK(server.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
