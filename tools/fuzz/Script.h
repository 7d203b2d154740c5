#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oneloop::fuzz {

/// What a run shall do, read out of the fuzzer's input. When that is used up,
/// every number is 0.
///
/// libFuzzer's FuzzedDataProvider does more, but comes with clang only.
class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) noexcept
      : rest_(reinterpret_cast<const char*>(data), size) {}

  bool ended() const noexcept { return rest_.empty(); }

  /// 0 to 255.
  unsigned byte() noexcept {
    return static_cast<unsigned char>(ended() ? '\0' : bytes(1).front());
  }
  /// 0 to 65,535.
  std::size_t number() noexcept {
    const std::size_t high = byte();
    return 256 * high + byte();
  }
  /// So many bytes of the input, or what is left of it.
  std::string_view bytes(std::size_t n) noexcept {
    const std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view rest_;
};

}  // namespace oneloop::fuzz
