#include <doctest/doctest.h>
#include <poll.h>

#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/01-blocking/after-the-close/questions.h"

namespace oneloop::testing {
namespace {

Answer answerTo(std::string constant, std::string_view answer) {
  return {std::move(constant),
          answer,
          {"0", "1", "EAGAIN", "EPIPE", "ECONNRESET", "ENOTCONN"}};
}

std::string receive(const Fd& fd) {
  char byte = 0;
  std::string result = outcome(::recv(fd.get(), &byte, 1, 0));
  steps::add("the kernel", "recv returns " + result);
  return result;
}

std::string send(const Fd& fd) {
  std::string result = outcome(::send(fd.get(), "x", 1, MSG_NOSIGNAL));
  steps::add("the kernel", "send returns " + result);
  return result;
}

TEST_CASE("the peer closes: questions 1 to 3") {
  const Answer recvAfterClose = answerTo("kRecvAfterClose", kRecvAfterClose);
  const Answer firstSend = answerTo("kFirstSend", kFirstSend);
  const Answer secondSend = answerTo("kSecondSend", kSecondSend);

  auto [peer, mine] = connectedPair();
  peer.reset();
  steps::add("peer", "closes its socket");
  REQUIRE(pollFor(mine.get(), POLLIN) != 0);
  recvAfterClose.compareWith(receive(mine));
  firstSend.compareWith(send(mine));
  waitUntilTcpState(mine.get(), TCP_CLOSE);
  steps::add("peer's kernel", "answers with RST: nobody is there any more");
  secondSend.compareWith(send(mine));
}

TEST_CASE("the peer resets: questions 4 to 6") {
  const Answer recvAfterReset = answerTo("kRecvAfterReset", kRecvAfterReset);
  const Answer secondRecv =
      answerTo("kSecondRecvAfterReset", kSecondRecvAfterReset);
  const Answer sendAfterReset = answerTo("kSendAfterReset", kSendAfterReset);

  auto [peer, mine] = connectedPair();
  resetOnClose(peer.get());
  peer.reset();
  steps::add("peer", "resets the connection");
  REQUIRE(pollFor(mine.get(), POLLIN) != 0);
  recvAfterReset.compareWith(receive(mine));
  secondRecv.compareWith(receive(mine));
  sendAfterReset.compareWith(send(mine));
}

}  // namespace
}  // namespace oneloop::testing
