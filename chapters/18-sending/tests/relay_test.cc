// chargen, relay and pressure, as processes.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "common/connectTo.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

TEST_CASE(
    "chargen sends on, line after line, and waits for who does not read") {
  ServerProcess server({ONELOOP_PROGRAM("chargen")});
  const Fd client = connectTo(server.address());
  const std::string text = receiveExactly(client.get(), 10 * kMegabyte);
  CHECK(text.starts_with("!\"#$%&'()*+,-./0123456789"));
  CHECK(text.substr(74, 10) == "\"#$%&'()*+");

  server.waitUntilAsleepIn({"epoll_wait", "epoll_pwait", "poll"});
  const std::size_t before = procfs::residentMemory(server.pid());
  CHECK(before < 200 * kMegabyte);  // of it, most is the sanitizer's
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("relay passes on what is sent, and what comes back") {
  const Listener target = listenLocally();
  ServerProcess relay(
      {ONELOOP_PROGRAM("relay"), "--to", target.address.toString()});
  Fd client = connectTo(relay.address());
  const Fd server = acceptFrom(target);
  sendAll(client.get(), "question");
  CHECK(receiveExactly(server.get(), 8) == "question");
  sendAll(server.get(), "answer");
  CHECK(receiveExactly(client.get(), 6) == "answer");
  client.reset();
  char byte = 0;
  CHECK(::recv(server.get(), &byte, 1, 0) == 0);
  CHECK(relay.stop() == ExitStatus{0, 0});
}

TEST_CASE("a client that ends its half first is cut off by the relay") {
  const Listener target = listenLocally();
  ServerProcess relay(
      {ONELOOP_PROGRAM("relay"), "--to", target.address.toString()});
  const Fd client = connectTo(relay.address());
  const Fd server = acceptFrom(target);
  sendAll(client.get(), "question");
  ::shutdown(client.get(), SHUT_WR);
  char byte = 0;
  CHECK(::recv(client.get(), &byte, 1, 0) == 0);
  CHECK(receiveExactly(server.get(), 8) == "question");
  CHECK(::recv(server.get(), &byte, 1, 0) == 0);
  sendAll(server.get(), "answer");
  waitUntilDelivered(server.get());
  CHECK(relay.stop() == ExitStatus{0, 0});
}

TEST_CASE("a relay lets go of a target whose client has left unread bytes") {
  const Listener target = listenLocally();
  ServerProcess relay(
      {ONELOOP_PROGRAM("relay"), "--to", target.address.toString()},
      {.environment = {"ASAN_OPTIONS=quarantine_size_mb=0"}});
  const std::size_t descriptors = procfs::descriptors(relay.pid());
  Fd client = connectTo(relay.address());
  Fd server = acceptFrom(target);
  fillSendBuffer(server.get());  // until the relay reads no more
  relay.waitUntilAsleepIn({"epoll_wait", "epoll_pwait", "poll"});
  resetOnClose(client.get());
  client.reset();
  char byte = 0;
  CHECK(::recv(server.get(), &byte, 1, 0) == 0);
  // Nobody is left to read this: the relay throws it away.
  const std::size_t before = procfs::residentMemory(relay.pid());
  for (int i = 0; i < 40; ++i) {
    sendAll(server.get(), std::string(kMegabyte, 'x'));
  }
  waitUntilDelivered(server.get());
  CHECK(procfs::residentMemory(relay.pid()) < before + 8 * kMegabyte);
  server.reset();
  waitUntil("the relay has let go of both",
            [&] { return procfs::descriptors(relay.pid()) == descriptors; });
  CHECK(relay.stop() == ExitStatus{0, 0});
}

TEST_CASE("a relay holds little for a reader that is much slower") {
  const Listener target = listenLocally();
  // AddressSanitizer would keep what was freed.
  ServerProcess relay(
      {ONELOOP_PROGRAM("relay"), "--to", target.address.toString()},
      {.environment = {"ASAN_OPTIONS=quarantine_size_mb=0"}});
  const Fd client = connectTo(relay.address());
  const Fd server = acceptFrom(target);
  relay.waitUntilAsleepIn({"epoll_wait", "epoll_pwait", "poll"});
  const std::size_t before = procfs::residentMemory(relay.pid());

  // The client sends as fast as it can; the server takes a hundredth of it.
  setNonBlocking(client.get());
  const std::string piece(kMegabyte, 'x');
  std::size_t sent = 0;
  std::size_t read = 0;
  std::size_t most = 0;
  while (sent < 60 * kMegabyte) {
    const ssize_t n =
        ::send(client.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
    if (n > 0) sent += static_cast<std::size_t>(n);
    read += receiveExactly(server.get(), n > 0 ? 10'000 : kMegabyte).size();
    most = std::max(most, procfs::residentMemory(relay.pid()));
  }
  CHECK(read < sent);
  CHECK(most - before < 8 * kMegabyte);
  CHECK(relay.stop() == ExitStatus{0, 0});
}

TEST_CASE(
    "a peer sends 400 MB and reads nothing: an echo grows by less than 64 MB") {
  Process pressure({ONELOOP_PROGRAM("pressure")},
                   {.environment = {"ASAN_OPTIONS=quarantine_size_mb=0"}});
  const std::string text = pressure.readRest();
  CHECK(pressure.wait() == ExitStatus{});
  const auto grewBy = [&text](std::size_t from) {
    const std::string words = "grew by ";
    return std::stoul(text.substr(text.find(words, from) + words.size()));
  };
  CHECK(grewBy(text.find("outputLimit = 16 MB")) < 64);
  CHECK(grewBy(text.find("no outputLimit")) > 80);  // of 100 MB
}

TEST_CASE("a relay whose target is not there closes the client, and lives") {
  std::string nowhere;
  {
    const Listener target = listenLocally();
    nowhere = target.address.toString();
  }
  ServerProcess relay({ONELOOP_PROGRAM("relay"), "--to", nowhere});
  for (int i = 0; i < 2; ++i) {
    const Fd client = connectTo(relay.address());
    char byte = 0;
    CHECK(::recv(client.get(), &byte, 1, 0) <= 0);
  }
  CHECK(relay.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
