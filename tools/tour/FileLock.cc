#include "tools/tour/FileLock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "common/check.h"

namespace oneloop::tour {

FileLock::FileLock(const std::filesystem::path& file)
    : fd_(check("open",
                ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666),
                file.string())) {
  while (::flock(fd_.get(), LOCK_EX) < 0) {
    if (errno != EINTR) throwErrno("flock", file.string());
  }
}

}  // namespace oneloop::tour
