#include "exercises/16-buffer/read-it-all/readInto.h"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "oneloop/Buffer.h"

namespace oneloop {

ssize_t readInto(Buffer* buffer, int fd, int* savedErrno) {
  std::array<char, 65'536> spill;  // NOLINT: not initialised, on purpose
  buffer->ensureWritableBytes(1);
  const std::size_t room = buffer->writableBytes();
  const std::array<iovec, 2> places{iovec{buffer->beginWrite(), room},
                                    iovec{spill.data(), spill.size()}};
  const ssize_t n = ::readv(fd, places.data(), 2);
  if (n == -1) {
    *savedErrno = errno;
    return n;
  }
  const auto taken = static_cast<std::size_t>(n);
  buffer->hasWritten(std::min(taken, room));
  if (taken > room) buffer->append(spill.data(), taken - room);
  return n;
}

}  // namespace oneloop
