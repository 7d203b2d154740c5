#pragma once

#include <filesystem>
#include <string_view>

namespace oneloop::tour {

/// Replaces what `file` holds, all at once: whoever reads it sees the old text
/// or the new one, also after a crash, and a full disk leaves the old one.
/// Makes the folder if need be. Throws std::system_error.
void writeWhole(const std::filesystem::path& file, std::string_view text);

}  // namespace oneloop::tour
