#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "common/Fd.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/18-sending/fills-up/questions.h"

namespace oneloop::testing {
namespace {

using namespace std::chrono_literals;

std::string told(const std::string& what, const std::string& result) {
  steps::add("the kernel", what + ": " + result);
  return result;
}

/// A connection, and what fills it.
class Filled {
 public:
  Filled() { setNonBlocking(pair_.server.get()); }

  std::string sendMuch() {
    const std::string much(50'000'000, 'x');
    const ssize_t n = ::send(ours(), much.data(), much.size(), MSG_NOSIGNAL);
    if (n > 0) sent_ += static_cast<std::size_t>(n);
    return told("send of 50 MB", n == -1                ? outcome(n)
                                 : sent_ == much.size() ? "all of it"
                                                        : "a part");
  }
  // Until it stays full: what moves on to the peer's kernel makes room.
  void fill() {
    steps::add("we", "send on until the kernel takes no more");
    do {
      sent_ += fillSendBuffer(ours());
    } while (pollFor(ours(), POLLOUT, 300ms) != 0);
  }
  std::string polled(std::chrono::milliseconds time) {
    return told("poll for POLLOUT",
                pollFor(ours(), POLLOUT, time) == 0 ? "nothing" : "OUT");
  }
  void peerSendsOneByte() {
    steps::add("the peer", "sends 1 byte, which we do not read");
    sendAll(pair_.client.get(), "x");
    waitUntilUnread(ours(), 1);
  }
  void peerReadsOneByte() {
    steps::add("the peer", "reads 1 byte");
    receiveExactly(pair_.client.get(), 1);
  }
  void peerReadsWhatIsThere() {
    steps::add("the peer", "reads what is there");
    peerReads(MSG_DONTWAIT);
  }
  void shutdown() {
    steps::add("we", "call shutdown(SHUT_WR)");
    CHECK(::shutdown(ours(), SHUT_WR) == 0);
  }
  void close() {
    steps::add("we", "call close");
    pair_.server.reset();
  }
  std::string arrived() {
    return told("of our bytes there arrive",
                peerReads(0) == sent_ ? "all" : "fewer");
  }

 private:
  int ours() const { return pair_.server.get(); }
  std::size_t peerReads(int flags) {
    std::vector<char> bytes(1'000'000);
    std::size_t all = 0;
    for (;;) {
      const ssize_t n =
          ::recv(pair_.client.get(), bytes.data(), bytes.size(), flags);
      if (n <= 0) return all;
      all += static_cast<std::size_t>(n);
    }
  }

  Connection pair_ = connectedPair();
  std::size_t sent_ = 0;
};

TEST_CASE("questions 1 to 4: no more room") {
  const Answer first("kFirst", kFirst, {"all of it", "a part", "EAGAIN"});
  const Answer full("kFull", kFull, {"OUT", "nothing"});
  const Answer oneByte("kOneByteRead", kOneByteRead, {"OUT", "nothing"});
  const Answer all("kAllRead", kAllRead, {"OUT", "nothing"});
  Filled filled;
  first.compareWith(filled.sendMuch());
  filled.fill();
  full.compareWith(filled.polled(0ms));
  filled.peerReadsOneByte();
  oneByte.compareWith(filled.polled(100ms));
  filled.peerReadsWhatIsThere();
  all.compareWith(filled.polled(1s));
}

TEST_CASE("questions 5 to 7: we leave before the peer reads") {
  const Answer shutdown("kShutdown", kShutdown, {"all", "fewer"});
  const Answer close("kClose", kClose, {"all", "fewer"});
  const Answer unread("kCloseUnread", kCloseUnread, {"all", "fewer"});
  {
    Filled filled;
    filled.fill();
    filled.shutdown();
    shutdown.compareWith(filled.arrived());
  }
  {
    Filled filled;
    filled.fill();
    filled.close();
    close.compareWith(filled.arrived());
  }
  {
    Filled filled;
    filled.fill();
    filled.peerSendsOneByte();
    filled.close();
    unread.compareWith(filled.arrived());
  }
}

}  // namespace
}  // namespace oneloop::testing
