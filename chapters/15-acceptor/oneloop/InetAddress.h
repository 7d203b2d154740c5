#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace oneloop {

/// An IPv4 or IPv6 address and a port, in the form the socket calls want.
/// A value, of 28 bytes: copy it freely. muduo/net/InetAddress.h.
class InetAddress {
 public:
  /// Every address of this machine (or its loopback only) with a port: for
  /// whoever listens. Port 0 lets the kernel choose.
  explicit InetAddress(std::uint16_t port = 0, bool loopbackOnly = false,
                       bool ipv6 = false) noexcept;

  /// `ip` is a numeric address, "127.0.0.1", "::1" or "fe80::1%eth0"; no name
  /// is looked up. Throws std::invalid_argument for any other text, where
  /// muduo logs and goes on with 0.0.0.0. `ipv6` asks for an IPv6 address.
  InetAddress(const std::string& ip, std::uint16_t port, bool ipv6 = false);

  explicit InetAddress(const sockaddr_in& address) noexcept : v4_(address) {}
  explicit InetAddress(const sockaddr_in6& address) noexcept : v6_(address) {}

  /// The two ends of a socket: getsockname(2), getpeername(2).
  /// Throw std::system_error.
  static InetAddress localOf(int fd);
  static InetAddress peerOf(int fd);

  sa_family_t family() const noexcept { return v4_.sin_family; }
  std::uint16_t port() const noexcept;
  /// "127.0.0.1", "::1"
  std::string toIp() const;
  /// "127.0.0.1:80", "[::1]:80"
  std::string toIpPort() const;

  /// As they stand in a packet.
  std::uint32_t ipv4NetEndian() const noexcept { return v4_.sin_addr.s_addr; }
  std::uint16_t portNetEndian() const noexcept { return v4_.sin_port; }

  /// For bind(2), connect(2) and accept(2).
  const sockaddr* getSockAddr() const noexcept;
  sockaddr* getSockAddr() noexcept;
  socklen_t size() const noexcept;
  void setSockAddrInet6(const sockaddr_in6& address) noexcept { v6_ = address; }

  /// Looks `hostname` up, for an address of the family of `*result`, whose
  /// port stays. False if there is none. Blocks for as long as that takes, so
  /// it is not for a loop's thread. Safe from any thread. getaddrinfo(3).
  static bool resolve(const std::string& hostname, InetAddress* result);

  /// Which interface a link-local address is meant for (if_nametoindex(3)).
  void setScopeId(std::uint32_t scope) noexcept;

  friend bool operator==(const InetAddress& a, const InetAddress& b) noexcept;

 private:
  // The family and the port stand at the same place in both, so they may be
  // read and written through either. The union is one of GCC and Clang, which
  // define that; in standard C++ only the common beginning may be read.
  union {
    sockaddr_in v4_;
    sockaddr_in6 v6_;
  };
};

}  // namespace oneloop
