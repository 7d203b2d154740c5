#pragma once

#include <concepts>
#include <string_view>

namespace oneloop {

/// Throws std::system_error made of errno, the name of the failed call and
/// what it was about: "bind 127.0.0.1:80: Permission denied". It reads errno
/// first, so call it straight after the system call.
[[noreturn]] void throwErrno(std::string_view call,
                             std::string_view about = {});

/// Returns the result of a system call, or throws if it is -1.
///
///   const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
template <std::signed_integral T>
T check(std::string_view call, T result, std::string_view about = {}) {
  if (result == -1) throwErrno(call, about);
  return result;
}

}  // namespace oneloop
