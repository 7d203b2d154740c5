#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A setting of a server says where it listens: "010.0.0.1".
/// 1. What does inet_pton(3) make of it? "10.0.0.1", "8.0.0.1" or "error"
extern const std::string_view kPton;
/// 2. And inet_aton(3)? "10.0.0.1", "8.0.0.1" or "error"
extern const std::string_view kAton;
/// 3. Somebody forgets a number: "127.1". What does getaddrinfo(3) make of it,
///    asked for a numeric address? "127.0.0.1", "127.1.0.0" or "error"
extern const std::string_view kGetaddrinfo;

/// A server is bound to an address of which only the family and the port were
/// set, all else being 0.
/// 4. Where does it listen? getsockname(2) says "127.0.0.1" or "0.0.0.0"
extern const std::string_view kAllZero;

/// A server listens on 127.0.0.1.
/// 5. A client calls connect() for 0.0.0.0 and the server's port:
///    "connected" or "ECONNREFUSED"
extern const std::string_view kConnectToZero;

/// A server listens on the IPv6 address "::", and a client connects to
/// 127.0.0.1 and its port.
/// 6. As which address does accept report it?
///    "127.0.0.1", "::1", "::ffff:127.0.0.1" or "none": it cannot connect
extern const std::string_view kMapped;

}  // namespace oneloop
