// Rule 3 of EchoConnection: while it holds no bytes, it owns no memory. Five
// thousand idle clients must cost next to nothing.

#include <doctest/doctest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#include "common/EchoConnection.h"
#include "common/testing/sockets.h"

namespace {

// Bytes that operator new has given out and not got back, in this program.
std::atomic<std::size_t> held{0};

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  held += ::malloc_usable_size(memory);
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  held -= ::malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace oneloop {
namespace {

using Progress = EchoConnection::Progress;

TEST_CASE("an EchoConnection owns no memory when it has nothing to send") {
  auto [peer, socket] = testing::localPair();
  testing::setNonBlocking(socket.get());
  const std::size_t before = held;
  EchoConnection connection(std::move(socket));
  CHECK(held == before);

  // A message that is sent back at once never is stored.
  testing::sendAll(peer.get(), "hello");
  REQUIRE(connection.step() == Progress::kMoved);
  CHECK(held == before);
  testing::receiveExactly(peer.get(), 5);

  // One that must wait is, and only until it is sent.
  const std::size_t blocking = testing::fillSendBuffer(connection.fd());
  testing::sendAll(peer.get(), std::string(10'000, 'x'));
  REQUIRE(connection.step() == Progress::kWaits);
  CHECK(held >= before + 10'000);
  CHECK(held <= before + 80'000);
  testing::receiveExactly(peer.get(), blocking);
  REQUIRE(connection.step() == Progress::kMoved);
  CHECK(held == before);
}

}  // namespace
}  // namespace oneloop
