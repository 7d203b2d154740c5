// The chat server, as a process.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

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

TEST_CASE("a chat client that does not read is put out, the others hear all") {
  ServerProcess server({ONELOOP_PROGRAM("chat"), "--threads", "2"});
  const std::string hello("\0\0\0\5hello", 9);
  const std::string longest =
      std::string("\0\1\0\0", 4) + std::string(1 << 16, 'x');
  const Fd deaf = connectTo(server.address());
  sendAll(deaf.get(), hello);
  CHECK(receiveExactly(deaf.get(), hello.size()) == hello);  // it is a member

  const Fd speaker = connectTo(server.address());
  waitUntil("the deaf one is out", [&] {
    sendAll(speaker.get(), longest);
    CHECK(receiveExactly(speaker.get(), longest.size()) == longest);
    return server.errors().find("does not read") != std::string::npos;
  });
  std::vector<char> bytes(1'000'000);
  while (::recv(deaf.get(), bytes.data(), bytes.size(), 0) > 0) continue;
  sendAll(speaker.get(), hello);
  CHECK(receiveExactly(speaker.get(), hello.size()) == hello);
  CHECK(server.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
