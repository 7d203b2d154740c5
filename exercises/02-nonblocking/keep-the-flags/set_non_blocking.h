#pragma once

namespace oneloop {

/// Sets O_NONBLOCK. All other flags stay. Throws std::system_error.
void setNonBlocking(int fd);

}  // namespace oneloop
