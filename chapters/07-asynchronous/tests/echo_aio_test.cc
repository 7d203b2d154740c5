// What the server with POSIX AIO costs and cannot do.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

std::deque<Client> silentClients(const ServerProcess& server, std::size_t n) {
  std::deque<Client> clients;
  for (std::size_t i = 0; i < n; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
    clients.back().expectEcho("hello\n");
  }
  return clients;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1)) {
    ++n;
  }
  return n;
}

TEST_CASE("every silent client of echo_aio keeps a thread") {
  constexpr std::size_t kClients = 50;
  ServerProcess server({ONELOOP_PROGRAM("echo_aio")});
  const auto clients = silentClients(server, kClients);
  waitUntil("each has a thread", [&] {
    return procfs::threadsAsleepIn(server.pid(), "read") == kClients;
  });
  CHECK(server.stop().toString() == "exit status 0");
}

TEST_CASE("with 20 threads the 21st client waits until another one leaves") {
  ServerProcess server({ONELOOP_PROGRAM("echo_aio"), "--threads", "20"});
  auto clients = silentClients(server, 20);
  waitUntil("every thread is taken", [&] {
    return procfs::threadsAsleepIn(server.pid(), "read") == 20;
  });

  Client next(server.address(), "client 21");
  next.send("is anybody there?\n");
  CHECK_FALSE(next.waitReadable(std::chrono::milliseconds(500)));
  clients.pop_front();
  CHECK(next.receive(18) == "is anybody there?\n");
  CHECK(server.stop().toString() == "exit status 0");
}

TEST_CASE("a message costs a pread that fails and a thread for each callback") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  constexpr std::size_t kMessages = 20;
  ServerProcess server(
      underStrace("pread64,pwrite64,?clone,?clone3",
                  {ONELOOP_PROGRAM("echo_aio"), "--completion", "thread"}),
      withoutLeakCheck());
  Client client(server.address());
  for (std::size_t i = 0; i < kMessages; ++i) client.expectEcho("hello\n");
  CHECK(server.stop().toString() == "exit status 0");

  const std::string trace = server.errors();
  const auto refused = count(trace, "ESPIPE");
  const auto threads = count(trace, "parent_tid=[");  // once for each clone
  MESSAGE(kMessages << " messages: " << refused << " refused calls, " << threads
                    << " threads made");
  // A read and a write a message; a socket has no position to read from.
  CHECK(refused >= 2 * kMessages);
  CHECK(threads >= 2 * kMessages);
}

TEST_CASE("the four cells are all there") {
  Process program({ONELOOP_PROGRAM("four_cells")});
  const std::string text = program.readRest();
  CHECK(program.wait() == ExitStatus{});
  for (const char* line :
       {"synchronous, blocking      read waited, then returned \"hello\"\n",
        "synchronous, non-blocking  read failed with EAGAIN, a later one "
        "returned \"hello\"\n",
        "asynchronous, blocking     aio_suspend waited for \"hello\"\n",
        "asynchronous, non-blocking aio_error said EINPROGRESS, later 0 for "
        "\"hello\"\n"}) {
    CHECK_MESSAGE(text.find(line) != std::string::npos, text);
  }
}

}  // namespace
}  // namespace oneloop::testing
