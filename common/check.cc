#include "common/check.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace oneloop {

void throwErrno(std::string_view call, std::string_view about) {
  const int error = errno;
  std::string what(call);
  if (!about.empty()) what.append(" ").append(about);
  throw std::system_error(error, std::generic_category(), what);
}

}  // namespace oneloop
