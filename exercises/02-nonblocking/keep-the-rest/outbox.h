#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oneloop {

/// What is to be sent to one client, on a non-blocking socket that it does not
/// own. No call waits. Not thread-safe.
class Outbox {
 public:
  enum class Progress {
    kDone,   // the kernel has taken everything
    kWaits,  // the kernel takes no more now: call flush later
    kGone,   // the peer is gone
  };

  explicit Outbox(int fd) : fd_(fd) {}

  /// Sends `bytes` behind those that wait; keeps what the kernel does not take.
  Progress send(std::string_view bytes);

  /// Tries again to send what waits.
  Progress flush();

  /// How many bytes wait.
  std::size_t size() const { return unsent_.size(); }

 private:
  int fd_;
  std::string unsent_;
};

}  // namespace oneloop
