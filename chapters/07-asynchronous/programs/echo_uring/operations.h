#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/Ring.h"

namespace oneloop {

// #region operations
/// What a server has in flight. An operation is submitted with what it is and
/// the descriptor it is about, and its completion brings both back.
enum class Operation : std::uint32_t {
  kStop,     // poll: the stop signal
  kAccept,   // accept: the next client, or with multishot every client
  kPause,    // timeout: out of descriptors, accept again after it
  kReceive,  // recv
  kSend,     // send
  kCancel,   // cancel: another operation
};

inline std::uint64_t dataOf(Operation operation, int fd) {
  return std::uint64_t{static_cast<std::uint32_t>(operation)} << 32 |
         static_cast<std::uint32_t>(fd);
}
inline Operation operationOf(const Completion& done) {
  return Operation{static_cast<std::uint32_t>(done.data >> 32)};
}
inline int descriptorOf(const Completion& done) {
  return static_cast<int>(done.data);
}
// #endregion operations

/// "recv 7", as Ring::show prints it.
inline std::string nameOf(std::uint64_t data) {
  constexpr std::array kNames{"poll", "accept", "timeout",
                              "recv", "send",   "cancel"};
  return kNames.at(data >> 32) + (" " + std::to_string(static_cast<int>(data)));
}

}  // namespace oneloop
