#pragma once

#include <filesystem>
#include <string>

namespace oneloop::tour {

/// All that a file holds. Throws std::system_error if it cannot be read.
std::string readWhole(const std::filesystem::path& file);

}  // namespace oneloop::tour
