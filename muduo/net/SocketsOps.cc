#include "muduo/net/SocketsOps.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "common/check.h"
#include "muduo/base/Types.h"
#include "oneloop/InetAddress.h"

namespace muduo::net::sockets {
namespace {

using oneloop::check;
using oneloop::InetAddress;

socklen_t sizeOf(const sockaddr* address) {
  return address->sa_family == AF_INET6 ? sizeof(sockaddr_in6)
                                        : sizeof(sockaddr_in);
}

InetAddress addressOf(const sockaddr* address) {
  return address->sa_family == AF_INET6
             ? InetAddress(*sockaddr_in6_cast(address))
             : InetAddress(*sockaddr_in_cast(address));
}

}  // namespace

int createNonblockingOrDie(sa_family_t family) {
  return check("socket",
               ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                        IPPROTO_TCP));
}

void bindOrDie(int socket, const sockaddr* address) {
  check("bind", ::bind(socket, address, sizeOf(address)),
        addressOf(address).toIpPort());
}

void listenOrDie(int socket) { check("listen", ::listen(socket, SOMAXCONN)); }

int connect(int socket, const sockaddr* address) {
  return ::connect(socket, address, sizeOf(address));
}

int accept(int socket, sockaddr_in6* peer) {
  socklen_t size = sizeof *peer;
  return ::accept4(socket, sockaddr_cast(peer), &size,
                   SOCK_NONBLOCK | SOCK_CLOEXEC);
}

ssize_t read(int socket, void* bytes, size_t length) {
  return ::read(socket, bytes, length);
}
ssize_t readv(int socket, const iovec* places, int count) {
  return ::readv(socket, places, count);
}
ssize_t write(int socket, const void* bytes, size_t length) {
  return ::write(socket, bytes, length);
}

// A peer that is gone is no news to whoever says that he has nothing to add.
void shutdownWrite(int socket) { ::shutdown(socket, SHUT_WR); }
void close(int socket) { ::close(socket); }

int getSocketError(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == -1
             ? errno
             : error;
}

sockaddr_in6 getLocalAddr(int socket) {
  return *sockaddr_in6_cast(InetAddress::localOf(socket).getSockAddr());
}
sockaddr_in6 getPeerAddr(int socket) {
  return *sockaddr_in6_cast(InetAddress::peerOf(socket).getSockAddr());
}

bool isSelfConnect(int socket) {
  return InetAddress::localOf(socket) == InetAddress::peerOf(socket);
}

void toIpPort(char* text, size_t size, const sockaddr* address) {
  snprintf(text, size, "%s", addressOf(address).toIpPort().c_str());
}
void toIp(char* text, size_t size, const sockaddr* address) {
  snprintf(text, size, "%s", addressOf(address).toIp().c_str());
}

void fromIpPort(const char* ip, uint16_t port, sockaddr_in* address) {
  const InetAddress parsed(ip, port);
  if (parsed.family() != AF_INET) {
    throw std::invalid_argument(string("not an IPv4 address: ") + ip);
  }
  *address = *sockaddr_in_cast(parsed.getSockAddr());
}
void fromIpPort(const char* ip, uint16_t port, sockaddr_in6* address) {
  const InetAddress parsed(ip, port, /*ipv6=*/true);
  *address = *sockaddr_in6_cast(parsed.getSockAddr());
}

}  // namespace muduo::net::sockets
