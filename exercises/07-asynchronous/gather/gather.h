#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace oneloop {

/// Reads once from each of the blocking sockets, at most `most` bytes, and
/// from all at the same time. Returns when every read is done: what each has
/// brought, in the order of the sockets; nothing for one that has ended or is
/// broken.
std::vector<std::string> gather(const std::vector<int>& sockets,
                                std::size_t most);

}  // namespace oneloop
