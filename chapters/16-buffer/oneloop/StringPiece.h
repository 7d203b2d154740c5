#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oneloop {

/// A std::string_view with the methods that muduo's class has besides. It is
/// older than the standard's. A value; whoever makes it keeps the bytes alive.
/// muduo/base/StringPiece.h.
class StringPiece : public std::string_view {
 public:
  using std::string_view::string_view;
  constexpr StringPiece(std::string_view text) noexcept
      : std::string_view(text) {}
  StringPiece(const std::string& text) noexcept : std::string_view(text) {}
  StringPiece(const unsigned char* text)
      : std::string_view(reinterpret_cast<const char*>(text)) {}

  std::string as_string() const { return std::string(*this); }
  void CopyToString(std::string* target) const { target->assign(*this); }

  void clear() noexcept { *this = StringPiece(); }
  void set(const char* text) { *this = StringPiece(text); }
  void set(const char* bytes, std::size_t length) {
    *this = StringPiece(bytes, length);
  }
  void set(const void* bytes, std::size_t length) {
    set(static_cast<const char*>(bytes), length);
  }
};

}  // namespace oneloop
