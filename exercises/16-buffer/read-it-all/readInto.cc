#include "exercises/16-buffer/read-it-all/readInto.h"

#include <unistd.h>

#include <cerrno>

#include "oneloop/Buffer.h"

namespace oneloop {

ssize_t readInto(Buffer* buffer, int fd, int* savedErrno) {
  // TODO: more than there is room for, and still with one call.
  buffer->ensureWritableBytes(1'024);
  const ssize_t n = ::read(fd, buffer->beginWrite(), buffer->writableBytes());
  *savedErrno = errno;
  buffer->hasWritten(static_cast<std::size_t>(n));
  return n;
}

}  // namespace oneloop
