#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/17-tcp-connection/which-end/questions.h"

namespace oneloop::testing {
namespace {

using namespace std::chrono_literals;

std::string names(int events) {
  std::string text;
  const auto add = [&](int bit, const char* name) {
    if ((events & bit) != 0)
      text += text.empty() ? name : ' ' + std::string(name);
  };
  add(POLLIN, "IN");
  add(POLLERR, "ERR");
  add(POLLHUP, "HUP");
  return text.empty() ? "nothing" : text;
}

std::string told(const std::string& what, const std::string& result) {
  steps::add("the kernel", what + ": " + result);
  return result;
}

std::string reported(int fd) {
  return told("poll for POLLIN", names(pollFor(fd, POLLIN, 1s)));
}

std::string readFrom(int fd) {
  char bytes[16];
  return told("read", outcome(::recv(fd, bytes, sizeof bytes, MSG_DONTWAIT)));
}

void reset(Fd& peer) {
  steps::add("the peer", "resets");
  resetOnClose(peer.get());
  peer.reset();
}

TEST_CASE("questions 1 to 4: one half, then both") {
  const Answer one("kPeerShutsDown", kPeerShutsDown, {"IN", "HUP", "IN HUP"});
  const Answer read("kRead", kRead, {"0", "EAGAIN", "ECONNRESET"});
  const Answer hears("kPeerHears", kPeerHears, {"5", "0", "ECONNRESET"});
  const Answer both("kBothShutDown", kBothShutDown, {"IN", "HUP", "IN HUP"});
  const Connection pair = connectedPair();
  const int ours = pair.server.get();
  const int peers = pair.client.get();

  steps::add("the peer", "calls shutdown(SHUT_WR)");
  CHECK(::shutdown(peers, SHUT_WR) == 0);
  one.compareWith(reported(ours));
  read.compareWith(readFrom(ours));

  steps::add("we", "send 5 bytes");
  sendAll(ours, "hello");
  pollFor(peers, POLLIN);
  hears.compareWith(readFrom(peers));

  steps::add("we", "call shutdown(SHUT_WR), too");
  CHECK(::shutdown(ours, SHUT_WR) == 0);
  both.compareWith(reported(ours));
}

TEST_CASE("question 5: bytes before a reset") {
  const Answer read("kReadAfterReset", kReadAfterReset,
                    {"5", "0", "ECONNRESET"});
  Connection pair = connectedPair();
  steps::add("the peer", "sends 5 bytes");
  sendAll(pair.client.get(), "hello");
  waitUntilUnread(pair.server.get(), 5);
  reset(pair.client);
  pollFor(pair.server.get(), POLLHUP);
  read.compareWith(readFrom(pair.server.get()));
}

TEST_CASE("question 6: who watches for nothing") {
  const Answer nothing("kWatchesNothing", kWatchesNothing,
                       {"nothing", "ERR HUP"});
  Connection pair = connectedPair();
  const Fd epoll(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC)));
  epoll_event event{};
  check("epoll_ctl",
        ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, pair.server.get(), &event));
  reset(pair.client);
  event = {};
  const int n = ::epoll_wait(epoll.get(), &event, 1, 1'000);
  nothing.compareWith(
      told("epoll_wait", names(n == 0 ? 0 : static_cast<int>(event.events))));
}

}  // namespace
}  // namespace oneloop::testing
