#include "common/testing/TemporaryFolder.h"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <string>

#include "common/check.h"

namespace oneloop::testing {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = fs::temp_directory_path() / "oneloop test XXXXXX";
  if (!::mkdtemp(name.data())) throwErrno("mkdtemp", name);
  path_ = fs::canonical(name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(const fs::path& file, std::string_view text) const {
  fs::create_directories((path_ / file).parent_path());
  std::ofstream(path_ / file) << text;
}

void TemporaryFolder::writeScript(const fs::path& file,
                                  std::string_view text) const {
  write(file, text);
  fs::permissions(path_ / file, fs::perms::owner_all);
}

std::string TemporaryFolder::read(const fs::path& file) const {
  std::ifstream stream(path_ / file);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace oneloop::testing
