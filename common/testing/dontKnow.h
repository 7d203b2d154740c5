#pragma once

#include <string_view>

namespace oneloop {

/// Stands where the learner writes an answer.
inline constexpr std::string_view kDontKnow = "?";
inline constexpr double kDontKnowNumber = -1;

}  // namespace oneloop
