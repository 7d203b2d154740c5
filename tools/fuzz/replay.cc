// Runs a fuzz target on files, without a fuzzer: on the corpus, in every build,
// and on the file that a fuzzer has left behind.
//
//   replay FILE|FOLDER...

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

namespace fs = std::filesystem;

void replay(const fs::path& path) {
  std::fprintf(stderr, "%s\n", path.c_str());  // also if this one aborts
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                         bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    int replayed = 0;
    for (const fs::path path :
         std::vector<std::string>(argv + 1, argv + argc)) {
      std::vector<fs::path> files{path};
      if (fs::is_directory(path)) {
        files.assign(fs::directory_iterator(path), {});
      }
      for (const fs::path& file : files) {
        replay(file);
        ++replayed;
      }
    }
    if (replayed == 0) throw std::runtime_error("no file to replay");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "replay: %s\n", error.what());
    return 1;
  }
}
