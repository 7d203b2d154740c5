#pragma once

#include <string_view>

namespace oneloop::testing {

/// What std::string_view::contains is in C++23.
constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace oneloop::testing
