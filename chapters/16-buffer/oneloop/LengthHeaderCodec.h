#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oneloop {

class Buffer;

// #region class
/// Messages in a stream: four bytes say how long the next one is, big-endian,
/// and then it comes.
///
///   00 00 00 05 'h' 'e' 'l' 'l' 'o'
///
/// A value. After muduo/examples/asio/chat/codec.h.
class LengthHeaderCodec {
 public:
  static constexpr std::size_t kHeaderBytes = 4;
  static constexpr std::size_t kDefaultLimit = 65'536;

  /// No message may be longer than `limit`: the peer must not decide how much
  /// memory waits for it.
  explicit LengthHeaderCodec(std::size_t limit = kDefaultLimit) noexcept
      : limit_(limit) {}

  /// Appends header and message. Throws std::length_error if it is too long.
  void encode(std::string_view message, Buffer* out) const;

  /// Takes the next message out of `in`; nothing if it is not whole yet.
  /// Throws std::length_error if the header announces more than the limit;
  /// nothing that follows can be trusted then, so close the connection.
  std::optional<std::string> decode(Buffer* in) const;

 private:
  std::size_t limit_;
};
// #endregion class

}  // namespace oneloop
