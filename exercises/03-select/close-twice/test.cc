#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <new>

#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "exercises/03-select/close-twice/serve.h"

namespace {

// How often a descriptor was closed that was not open; in memory that the
// server's process shares with ours.
std::atomic<int>& wrongCloses() {
  static void* const memory =
      ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static auto* const count = new (memory) std::atomic<int>(0);
  return *count;
}

}  // namespace

// The close of this program, and so of the server: the C library's, and it
// counts.
extern "C" int close(int fd) {
  const auto result = static_cast<int>(::syscall(SYS_close, fd));
  if (result < 0 && errno == EBADF && fd >= 0) ++wrongCloses();
  return result;
}

namespace oneloop::testing {
namespace {

TEST_CASE("two clients are served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    b.expectEcho("hello");
    a.expectEcho("good morning");
  });
}

TEST_CASE("a client that has left is forgotten") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    a.halfClose();
    a.expectEnd();
    server.expectAsleepIn("select");
  });
}

TEST_CASE("a client that comes while another one leaves is served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    a.expectEcho("hello");
    b.expectEcho("hello");
    // Both events are there when it looks again.
    server.pause();
    a.close();
    Client c = server.connect("client C");
    server.resume();
    c.expectEcho("good morning");
    b.expectEcho("still there?");
  });
}

TEST_CASE("a descriptor is closed once") {
  wrongCloses() = 0;
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    a.halfClose();
    a.expectEnd();
    server.expectAsleepIn("select");
    steps::add("the kernel", "counts each close that fails with EBADF");
    if (wrongCloses() > 0) {
      throw Failure("server",
                    "closes a descriptor that is closed already. Here nobody "
                    "has its number yet; with threads, somebody may");
    }
  });
}

}  // namespace
}  // namespace oneloop::testing
