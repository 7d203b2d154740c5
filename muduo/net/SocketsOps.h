#pragma once

#include <arpa/inet.h>
#include <sys/uio.h>

#include "muduo/net/Endian.h"

/// The socket calls, with the types that InetAddress has. What is called
/// ...OrDie throws std::system_error, where muduo ends the process; the others
/// return what the system call returns, and leave errno.
namespace muduo::net::sockets {

/// A TCP socket that is closed on exec.
int createNonblockingOrDie(sa_family_t family);
void bindOrDie(int socket, const sockaddr* address);
void listenOrDie(int socket);
int connect(int socket, const sockaddr* address);
/// The new socket is non-blocking; -1: see accept(2).
int accept(int socket, sockaddr_in6* peer);

ssize_t read(int socket, void* bytes, size_t length);
ssize_t readv(int socket, const iovec* places, int count);
ssize_t write(int socket, const void* bytes, size_t length);
void shutdownWrite(int socket);
void close(int socket);

/// The error that waits to be told: SO_ERROR in socket(7).
int getSocketError(int socket);

sockaddr_in6 getLocalAddr(int socket);
sockaddr_in6 getPeerAddr(int socket);
/// A socket that is connected to itself: both ends are the same address.
bool isSelfConnect(int socket);

/// "127.0.0.1:80", "[::1]:80", cut off after `size` bytes.
void toIpPort(char* text, size_t size, const sockaddr* address);
void toIp(char* text, size_t size, const sockaddr* address);
/// Throw std::invalid_argument if `ip` is no address of the family.
void fromIpPort(const char* ip, uint16_t port, sockaddr_in* address);
void fromIpPort(const char* ip, uint16_t port, sockaddr_in6* address);

inline const sockaddr* sockaddr_cast(const sockaddr_in* address) {
  return reinterpret_cast<const sockaddr*>(address);
}
inline const sockaddr* sockaddr_cast(const sockaddr_in6* address) {
  return reinterpret_cast<const sockaddr*>(address);
}
inline sockaddr* sockaddr_cast(sockaddr_in6* address) {
  return reinterpret_cast<sockaddr*>(address);
}
inline const sockaddr_in* sockaddr_in_cast(const sockaddr* address) {
  return reinterpret_cast<const sockaddr_in*>(address);
}
inline const sockaddr_in6* sockaddr_in6_cast(const sockaddr* address) {
  return reinterpret_cast<const sockaddr_in6*>(address);
}

}  // namespace muduo::net::sockets
