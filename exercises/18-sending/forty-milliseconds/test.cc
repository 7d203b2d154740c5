#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "exercises/18-sending/forty-milliseconds/reply.h"
#include "tests/PeerReader.h"
#include "tests/TestConnection.h"

namespace {

int optionsSet = 0;

}  // namespace

// The C library's, which tells the judge.
extern "C" int setsockopt(int fd, int level, int name, const void* value,
                          socklen_t size) noexcept {
  ++optionsSet;
  return static_cast<int>(
      ::syscall(SYS_setsockopt, fd, level, name, value, size));
}

namespace oneloop::testing {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
using Reply = void (*)(const TcpConnectionPtr&, std::string_view);

const std::string kBody = "the answer is 42\n";
const std::string kAnswer = "200 17\n" + kBody;

void inThreePieces(const TcpConnectionPtr& connection, std::string_view body) {
  connection->send("200 ");
  connection->send(std::to_string(body.size()) + "\n");
  connection->send(body);
}

/// A client asks again and again. The least time: a busy machine adds to it.
class Client : public PeerReader {
 public:
  explicit Client(Reply reply)
      : test_([reply](const TcpConnectionPtr& connection, Buffer* buffer,
                      Timestamp) {
          buffer->retrieveAll();
          reply(connection, kBody);
        }) {
    test_.established();
  }

  Milliseconds ask() {
    const auto begin = std::chrono::steady_clock::now();
    arrived.clear();
    sendAll(test_.peer.get(), "?");
    soon([this] {
      test_.loop.turn();
      readFrom(test_.peer.get());
      return arrived.size() >= kAnswer.size();
    });
    return std::chrono::steady_clock::now() - begin;
  }
  Milliseconds leastOf(int questions) {
    // At first TCP acknowledges at once (quick ACK); after some exchanges it
    // delays.
    for (int i = 0; i < 20; ++i) ask();
    Milliseconds least = ask();
    for (int i = 1; i < questions; ++i) least = std::min(least, ask());
    return least;
  }

 private:
  TestConnection test_;
};

TEST_CASE("the answer is complete") {
  Client client(reply);
  client.ask();
  CHECK(client.arrived == kAnswer);
}

TEST_CASE("the options of the socket stay as they are") {
  Client client(reply);
  optionsSet = 0;
  client.ask();
  if (optionsSet > 0) throw Failure("reply", "calls setsockopt");
}

TEST_CASE("an answer comes at once") {
  const double time = Client(reply).leastOf(5).count();
  tellMeasured(fmt::format("your reply takes {:.2f} ms", time));
  if (time > 15) {
    throw Failure("reply", fmt::format("{:.2f} ms; the limit is 15", time));
  }
}

TEST_CASE("the time of the first version is known") {
  const double time = Client(inThreePieces).leastOf(5).count();
  tellMeasured(fmt::format("a reply in three pieces takes {:.1f} ms", time));
  compareNumber("kMilliseconds", kMilliseconds, time, 2);
}

}  // namespace
}  // namespace oneloop::testing
