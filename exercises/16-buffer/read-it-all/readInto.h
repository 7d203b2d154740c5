#pragma once

#include <sys/types.h>

namespace oneloop {

class Buffer;

/// What Buffer::readFd does: appends what the socket has, up to the room there
/// is and 64 KiB more, with one system call. Returns the result of that call;
/// if it is -1, *savedErrno is errno. A buffer that gets little is small after
/// the call, and small during it.
ssize_t readInto(Buffer* buffer, int fd, int* savedErrno);

}  // namespace oneloop
