#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <string>
#include <vector>

namespace oneloop::testing {

/// What a peer has read, when it was told to read.
class PeerReader {
 public:
  /// What is there now is added to `arrived`; never waits.
  void readFrom(int fd) {
    for (;;) {
      const ssize_t n = ::recv(fd, piece_.data(), piece_.size(), MSG_DONTWAIT);
      if (n == 0) ended = true;
      if (n <= 0) return;
      arrived.append(piece_.data(), static_cast<std::size_t>(n));
    }
  }

  std::string arrived;
  bool ended = false;  // it has read the end of the stream

 private:
  std::vector<char> piece_ = std::vector<char>(1'000'000);
};

/// Bytes that tell where they belong.
inline std::string numbered(std::size_t size) {
  std::string bytes(size, ' ');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 251);
  return bytes;
}

}  // namespace oneloop::testing
