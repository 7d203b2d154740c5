// Programs that were written for muduo run on this library, unchanged.

#include <doctest/doctest.h>
#include <endian.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

SocketAddress readAddress(Process& process) {
  const std::string listening = "listening on ";
  for (;;) {
    const std::optional<std::string> line = process.readLine();
    REQUIRE(line);
    if (line->starts_with(listening)) {
      return SocketAddress::parse(line->substr(listening.size()));
    }
  }
}

std::string receiveAll(const Fd& socket) {
  std::string all;
  char bytes[4096];
  ssize_t n = 0;
  while ((n = ::recv(socket.get(), bytes, sizeof bytes, 0)) > 0) {
    all.append(bytes, static_cast<std::size_t>(n));
  }
  return all;
}

bool echoes(const Fd& client, const std::string& text) {
  sendAll(client.get(), text);
  return receiveExactly(client.get(), text.size()) == text;
}

bool isFree(std::uint16_t port) {
  try {
    connectTo(SocketAddress("127.0.0.1", port));
    return false;
  } catch (const std::system_error&) {
    return true;
  }
}

TEST_CASE("the listing of the notes is an echo server on port 9981") {
  constexpr std::uint16_t kPort = 9981;
  if (!isFree(kPort)) {
    return skip("port 9981 is taken");
  }
  Process server({ONELOOP_PROGRAM("listing")});
  waitUntil("it listens", [&] { return !isFree(kPort) || !server.running(); });
  const SocketAddress address("127.0.0.1", kPort);
  const Fd first = connectTo(address);
  const Fd second = connectTo(address);
  CHECK(echoes(first, "hello"));
  CHECK(echoes(second, std::string(1'000'000, 'x')));
  CHECK(echoes(first, "again"));
  // Half-closed: it has sent back all before it closes, too.
  sendAll(second.get(), "the end");
  CHECK(::shutdown(second.get(), SHUT_WR) == 0);
  CHECK(receiveAll(second) == "the end");
  CHECK(echoes(first, "and again"));
  CHECK(server.running());
}

TEST_CASE("four services in one loop, with std::bind and placeholders") {
  Process services({ONELOOP_PROGRAM("simple")},
                   {.environment = {"MUDUO_LOG_DEBUG=1"}});
  const SocketAddress discard = readAddress(services);
  const SocketAddress daytime = readAddress(services);
  const SocketAddress time = readAddress(services);
  const SocketAddress chargen = readAddress(services);

  // "20261123 16:00:00.123456\n", then the end
  CHECK(receiveAll(connectTo(daytime)).size() == 25);

  const std::string seconds = receiveAll(connectTo(time));
  REQUIRE(seconds.size() == 4);
  std::uint32_t now = 0;
  std::memcpy(&now, seconds.data(), sizeof now);
  CHECK(std::time(nullptr) - be32toh(now) < 60);

  const Fd lines = connectTo(chargen);
  const std::string text = receiveExactly(lines.get(), 73 * 95);
  CHECK(text.starts_with("!\"#$%&'()*+"));
  CHECK(text.substr(73, 3) == "\"#$");
  CHECK(text.substr(73 * 94, 3) == "!\"#");

  sendAll(connectTo(discard).get(), "hello");
  std::optional<std::string> line;
  do {
    line = services.readLine();
    REQUIRE(line);
  } while (line->find("discards 5 bytes") == std::string::npos);
  CHECK(line->find(" DEBUG onMessage DiscardServer-127.0.0.1:") !=
        std::string::npos);
}

TEST_CASE("a chat with a codec, over three loops as over one") {
  for (const char* threads : {"0", "3"}) {
    Process server({ONELOOP_PROGRAM("chat"), threads});
    const SocketAddress address = readAddress(server);
    const std::string hello("\0\0\0\5hello", 9);
    std::vector<Fd> clients;
    for (int i = 0; i < 5; ++i) {
      clients.push_back(connectTo(address));
      sendAll(clients.back().get(), hello);
      for (const Fd& client : clients) {
        CHECK(receiveExactly(client.get(), hello.size()) == hello);
      }
    }
    sendAll(clients[0].get(), "\xff\xff\xff\xff");
    CHECK(receiveAll(clients[0]).empty());
  }
}

TEST_CASE("workers answer, and a connection keeps its context") {
  Process server({ONELOOP_PROGRAM("workers")});
  const Fd client = connectTo(readAddress(server));
  sendAll(client.get(), "hello\r\nwor");
  CHECK(receiveExactly(client.get(), 8) == "5 of 5\r\n");
  sendAll(client.get(), "ld!\r\n");
  CHECK(receiveExactly(client.get(), 9) == "6 of 11\r\n");
  sendAll(client.get(), "quit\r\n");
  CHECK(receiveAll(client) == "bye\r\n");
}

TEST_CASE("timers run in their order, and a cancelled one does not") {
  Process timers({ONELOOP_PROGRAM("timers")});
  CHECK(timers.wait() == ExitStatus{0, 0});
  CHECK(timers.readRest() ==
        "cancelled\nonce\nat\nperiodic\nperiodic\nlooped\n");
}

// These programs check what they do themselves.
void succeeds(std::vector<std::string> command) {
  Process program(std::move(command));
  const std::string said = program.readRest();
  CAPTURE(said);
  CHECK(program.wait() == ExitStatus{0, 0});
}

TEST_CASE("threads, queues, mutexes and pools behave as muduo's") {
  succeeds({ONELOOP_PROGRAM("threads")});
}

TEST_CASE("buffers, addresses and moments behave as muduo's") {
  succeeds({ONELOOP_PROGRAM("values")});
}

TEST_CASE("the socket calls below the classes have muduo's names") {
  succeeds({ONELOOP_PROGRAM("sockets")});
}

TEST_CASE("a process knows itself, and the calendar") {
  succeeds({ONELOOP_PROGRAM("process")});
}

TEST_CASE("a log in files loses no line, and its files roll") {
  const TemporaryFolder folder;
  Process program({ONELOOP_PROGRAM("files"), folder.path()});
  CHECK(program.readRest().empty());
  CHECK(program.wait() == ExitStatus{0, 0});
  // For two seconds no file could be opened. It has tried once in each.
  const std::string said = program.errors();
  CHECK(said.find("Too many open files") != std::string::npos);
  CHECK(std::count(said.begin(), said.end(), '\n') <= 3);
}

TEST_CASE("a client and a server send a message back and forth") {
  if (!ONELOOP_HAS_CLIENT) {
    return skip("this tree has no TcpClient yet: chapter 20");
  }
  Process pingpong({ONELOOP_PROGRAM("pingpong")});
  CHECK(pingpong.readRest() == "PingPongClient got 4000 bytes\n");
  CHECK(pingpong.wait() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
