#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <string>

#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/20-tcp-client/how-it-ends/questions.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {
namespace {

std::string told(const std::string& what, const std::string& result) {
  steps::add("the kernel", what + ": " + result);
  return result;
}

Fd newSocket(int flags) {
  return Fd(check("socket", ::socket(AF_INET, SOCK_STREAM | flags, 0)));
}

std::string connectResult(const Fd& socket, const InetAddress& to) {
  return told("connect",
              outcome(::connect(socket.get(), to.getSockAddr(), to.size())));
}

std::string error(const Fd& socket) {
  const int number = takeError(socket.get());
  return told("SO_ERROR", number == 0 ? "0" : ::strerrorname_np(number));
}

std::string shows(const Fd& socket, std::chrono::milliseconds time) {
  const short events = pollFor(socket.get(), POLLOUT, time);
  return (events & POLLOUT) != 0 ? "POLLOUT" : "nothing";
}

TEST_CASE("questions 1 to 5: a connect that does not wait") {
  const Answer begins("kBegins", kBegins, {"0", "EINPROGRESS", "EAGAIN"});
  const Answer writable("kRefusedIsWritable", kRefusedIsWritable,
                        {"yes", "no"});
  const Answer again("kAskedAgain", kAskedAgain, {"0", "ECONNREFUSED"});
  const Answer peer("kPeer", kPeer, {"0", "ENOTCONN", "ECONNREFUSED"});
  const Answer full("kQueueIsFull", kQueueIsFull,
                    {"writable", "refused", "nothing"});
  {
    const Listener server = listenLocally();
    const Fd socket = newSocket(SOCK_NONBLOCK);
    begins.compareWith(connectResult(socket, inetAddress(server.address)));
  }
  {
    const RefusedPort nobody;
    const Fd socket = newSocket(SOCK_NONBLOCK);
    connectResult(socket, nobody.address());
    const std::string event = told("poll", shows(socket, kPatience / 2));
    writable.compareWith(event == "POLLOUT" ? "yes" : "no");
    error(socket);
    again.compareWith(error(socket));
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    peer.compareWith(
        told("getpeername",
             outcome(::getpeername(
                 socket.get(), reinterpret_cast<sockaddr*>(&address), &size))));
  }
  {
    const FullPort port;
    const Fd socket = newSocket(SOCK_NONBLOCK);
    connectResult(socket, port.address());
    const std::string event =
        told("poll", shows(socket, std::chrono::milliseconds(200)));
    full.compareWith(event == "nothing"     ? "nothing"
                     : error(socket) == "0" ? "writable"
                                            : "refused");
  }
}

TEST_CASE("question 6: a socket and itself") {
  const Answer itself("kItself", kItself, {"0", "ECONNREFUSED", "EINVAL"});
  const Fd socket = newSocket(0);
  const InetAddress any("127.0.0.1", 0);
  check("bind", ::bind(socket.get(), any.getSockAddr(), any.size()));
  const Deadline limit("connect");
  itself.compareWith(connectResult(socket, InetAddress::localOf(socket.get())));
}

}  // namespace
}  // namespace oneloop::testing
