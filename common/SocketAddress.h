#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace oneloop {

/// An IPv4 or IPv6 address and a port, in the form the socket calls want.
/// A value: copy it freely.
class SocketAddress {
 public:
  /// `host` is a numeric address, "127.0.0.1" or "::1"; no name is looked up.
  /// Throws std::invalid_argument for any other text: never 0.0.0.0 instead.
  SocketAddress(std::string_view host, std::uint16_t port);

  /// The inverse of toString(). Throws std::invalid_argument.
  static SocketAddress parse(std::string_view text);

  /// The address a socket is bound to (getsockname(2)): after bind to port 0,
  /// this is where the kernel's choice of port is found.
  static SocketAddress localOf(int fd);

  int family() const { return storage_.ss_family; }
  std::uint16_t port() const;

  /// For bind(2) and connect(2).
  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&storage_);
  }
  socklen_t size() const;

  /// "127.0.0.1:80" or "[::1]:80".
  std::string toString() const;

 private:
  SocketAddress() = default;

  sockaddr_storage storage_{};
};

}  // namespace oneloop
