#include "tools/tour/readWhole.h"

#include <fstream>
#include <iterator>

#include "common/check.h"

namespace oneloop::tour {

std::string readWhole(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throwErrno("open", file.string());
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace oneloop::tour
