// Sockets by the functions that are below the classes, written as muduo's
// programs are.

#include <errno.h>
#include <muduo/net/Buffer.h>
#include <muduo/net/InetAddress.h>
#include <muduo/net/SocketsOps.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdexcept>

using namespace muduo;
using namespace muduo::net;

#define EXPECT(condition)                                   \
  if (!(condition)) {                                       \
    printf("%d: %s does not hold\n", __LINE__, #condition); \
    exit(1);                                                \
  }

void await(int fd, short events) {
  struct pollfd pfd = {fd, events, 0};
  EXPECT(::poll(&pfd, 1, 5000) == 1);
}

void backAndForth(const InetAddress& anyPort) {
  const int listener = sockets::createNonblockingOrDie(anyPort.family());
  sockets::bindOrDie(listener, anyPort.getSockAddr());
  sockets::listenOrDie(listener);
  const InetAddress address(sockets::getLocalAddr(listener));

  const int client = sockets::createNonblockingOrDie(address.family());
  EXPECT(sockets::connect(client, address.getSockAddr()) == 0 ||
         errno == EINPROGRESS);
  await(listener, POLLIN);
  struct sockaddr_in6 peer;
  memZero(&peer, sizeof peer);
  const int server = sockets::accept(listener, &peer);
  EXPECT(server >= 0);
  await(client, POLLOUT);
  EXPECT(sockets::getSocketError(client) == 0);
  EXPECT(!sockets::isSelfConnect(client));

  char text[64];
  sockets::toIpPort(text, sizeof text, sockets::sockaddr_cast(&peer));
  EXPECT(InetAddress(sockets::getLocalAddr(client)).toIpPort() == text);
  EXPECT(InetAddress(sockets::getPeerAddr(server)).toIpPort() == text);
  sockets::toIp(text, sizeof text, sockets::sockaddr_cast(&peer));
  EXPECT(anyPort.toIp() == text);

  EXPECT(sockets::write(client, "hello", 5) == 5);
  sockets::shutdownWrite(client);
  await(server, POLLIN);
  Buffer buf;
  const ssize_t n =
      sockets::read(server, buf.beginWrite(), buf.writableBytes());
  EXPECT(n == 5);
  buf.hasWritten(static_cast<size_t>(n));
  EXPECT(buf.toStringPiece() == "hello");
  struct iovec vec[2] = {{text, 1}, {text + 1, 1}};
  EXPECT(sockets::readv(server, vec, 2) == 0);
  sockets::close(client);
  sockets::close(server);
  sockets::close(listener);
}

int main() {
  backAndForth(InetAddress("127.0.0.1", 0));
  backAndForth(InetAddress("::1", 0, true));

  struct sockaddr_in v4;
  sockets::fromIpPort("1.2.3.4", 80, &v4);
  EXPECT(InetAddress(v4).toIpPort() == "1.2.3.4:80");
  struct sockaddr_in6 v6;
  sockets::fromIpPort("::1", 80, &v6);
  EXPECT(InetAddress(v6).toIpPort() == "[::1]:80");
  try {
    sockets::fromIpPort("::1", 80, &v4);
    EXPECT(!"a text that is no IPv4 address");
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
