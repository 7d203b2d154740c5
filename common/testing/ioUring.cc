#include "common/testing/ioUring.h"

#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop::testing {

std::string ioUringMissing() {
  // struct io_uring_params, of which all may be zero: its header may be
  // missing where the kernel's is old.
  std::array<unsigned char, 120> parameters{};
  const Fd ring(
      static_cast<int>(::syscall(SYS_io_uring_setup, 1, parameters.data())));
  if (!ring) return std::string("io_uring_setup: ") + strerrordesc_np(errno);
  utsname kernel{};
  check("uname", ::uname(&kernel));
  if (std::atoi(kernel.release) >= 6) return "";
  return std::string("multishot recv needs Linux 6.0; this is ") +
         kernel.release;
}

}  // namespace oneloop::testing
