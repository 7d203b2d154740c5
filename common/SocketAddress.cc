#include "common/SocketAddress.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "common/check.h"

namespace oneloop {

// The socket calls take every kind of address through one pointer type; the
// kernel tells them apart by their first field, the family. The casts here are
// the ones that the API asks for (sockaddr(3type)).

SocketAddress::SocketAddress(std::string_view host, std::uint16_t port) {
  const std::string text(host);
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage_);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage_);
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
  } else {
    throw std::invalid_argument(fmt::format(
        "'{}' is not a numeric IPv4 or IPv6 address, such as 127.0.0.1", text));
  }
}

SocketAddress SocketAddress::parse(std::string_view text) {
  constexpr auto npos = std::string_view::npos;
  const auto colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  // An IPv6 address has colons of its own; the brackets tell them apart.
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);

  const std::string_view digits = text.substr(colon + 1);
  const char* const end = digits.data() + digits.size();
  std::uint16_t port = 0;
  const auto [rest, error] = std::from_chars(digits.data(), end, port);
  if (colon == npos || bracketed != (host.find(':') != npos) ||
      error != std::errc() || rest != end) {
    throw std::invalid_argument(
        fmt::format("'{}' is not an address and a port", text));
  }
  return {host, port};
}

SocketAddress SocketAddress::localOf(int fd) {
  SocketAddress address;
  socklen_t size = sizeof address.storage_;
  check(
      "getsockname",
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage_), &size));
  return address;
}

std::uint16_t SocketAddress::port() const {
  // The port stands at the same place in both forms.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage_).sin_port);
}

socklen_t SocketAddress::size() const {
  return family() == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

std::string SocketAddress::toString() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address =
      family() == AF_INET
          ? static_cast<const void*>(
                &reinterpret_cast<const sockaddr_in&>(storage_).sin_addr)
          : &reinterpret_cast<const sockaddr_in6&>(storage_).sin6_addr;
  ::inet_ntop(family(), address, text.data(), text.size());
  return family() == AF_INET ? fmt::format("{}:{}", text.data(), port())
                             : fmt::format("[{}]:{}", text.data(), port());
}

}  // namespace oneloop
