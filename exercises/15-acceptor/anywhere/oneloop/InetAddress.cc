#include "oneloop/InetAddress.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netdb.h>

#include <array>
#include <cstring>
#include <memory>

#include "common/check.h"
#include "common/log.h"

namespace oneloop {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

// Null if there is none.
Addresses lookUp(const std::string& host, int family, int flags) {
  addrinfo wanted{};
  wanted.ai_family = family;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  return Addresses(error == 0 ? found : nullptr);
}

}  // namespace

InetAddress::InetAddress(std::uint16_t port, bool loopbackOnly,
                         bool ipv6) noexcept
    : v6_{} {
  if (ipv6) {
    v6_.sin6_family = AF_INET6;
    v6_.sin6_addr = loopbackOnly ? in6addr_loopback : in6addr_any;
  } else {
    v4_.sin_family = AF_INET;
    v4_.sin_addr.s_addr = htonl(loopbackOnly ? INADDR_LOOPBACK : INADDR_ANY);
  }
  v4_.sin_port = htons(port);
}

InetAddress::InetAddress(const std::string& ip, std::uint16_t port, bool ipv6)
    : v6_{} {
  if (ipv6 || ip.find(':') != std::string::npos) {
    v6_.sin6_family = AF_INET6;
    if (const Addresses found = lookUp(ip, AF_INET6, AI_NUMERICHOST)) {
      std::memcpy(&v6_, found->ai_addr, sizeof v6_);
    }
  } else {
    v4_.sin_family = AF_INET;
    if (::inet_pton(AF_INET, ip.c_str(), &v4_.sin_addr) <= 0) {
      log("InetAddress: cannot read " + ip);
    }
  }
  v4_.sin_port = htons(port);
}

InetAddress InetAddress::localOf(int fd) {
  InetAddress address;
  socklen_t size = sizeof address.v6_;
  check("getsockname", ::getsockname(fd, address.getSockAddr(), &size));
  return address;
}

InetAddress InetAddress::peerOf(int fd) {
  InetAddress address;
  socklen_t size = sizeof address.v6_;
  check("getpeername", ::getpeername(fd, address.getSockAddr(), &size));
  return address;
}

std::uint16_t InetAddress::port() const noexcept { return ntohs(v4_.sin_port); }

std::string InetAddress::toIp() const {
  std::array<char, NI_MAXHOST> text{};
  ::getnameinfo(getSockAddr(), size(), text.data(), text.size(), nullptr, 0,
                NI_NUMERICHOST);
  return text.data();
}

std::string InetAddress::toIpPort() const {
  // An IPv6 address has colons of its own.
  return family() == AF_INET6 ? fmt::format("[{}]:{}", toIp(), port())
                              : fmt::format("{}:{}", toIp(), port());
}

// The socket calls take every kind of address through one pointer type, and
// tell them apart by the family. The casts are what that costs:
// sockaddr(3type).
const sockaddr* InetAddress::getSockAddr() const noexcept {
  return reinterpret_cast<const sockaddr*>(&v6_);
}
sockaddr* InetAddress::getSockAddr() noexcept {
  return reinterpret_cast<sockaddr*>(&v6_);
}

socklen_t InetAddress::size() const noexcept {
  return family() == AF_INET ? sizeof v4_ : sizeof v6_;
}

bool InetAddress::resolve(const std::string& hostname, InetAddress* result) {
  const Addresses found = lookUp(hostname, result->family(), 0);
  if (found == nullptr) return false;
  const std::uint16_t port = result->portNetEndian();
  std::memcpy(&result->v6_, found->ai_addr, found->ai_addrlen);
  result->v4_.sin_port = port;
  return true;
}

void InetAddress::setScopeId(std::uint32_t scope) noexcept {
  if (family() == AF_INET6) v6_.sin6_scope_id = scope;
}

bool operator==(const InetAddress& a, const InetAddress& b) noexcept {
  if (a.family() != b.family() || a.v4_.sin_port != b.v4_.sin_port) {
    return false;
  }
  if (a.family() == AF_INET) {
    return a.v4_.sin_addr.s_addr == b.v4_.sin_addr.s_addr;
  }
  return std::memcmp(&a.v6_.sin6_addr, &b.v6_.sin6_addr, sizeof(in6_addr)) ==
             0 &&
         a.v6_.sin6_scope_id == b.v6_.sin6_scope_id;
}

}  // namespace oneloop
