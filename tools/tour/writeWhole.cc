#include "tools/tour/writeWhole.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

// A file beside the real one, gone again if it does not take its place.
class Draft {
 public:
  explicit Draft(const fs::path& file)
      : path_(fmt::format("{}.{}.tmp", file.string(), ::getpid())),
        fd_(check("open",
                  ::open(path_.c_str(),
                         O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0666),
                  path_)) {}
  ~Draft() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::write(fd_.get(), text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      text.remove_prefix(static_cast<std::size_t>(check("write", n, path_)));
    }
    check("fsync", ::fsync(fd_.get()), path_);
  }

  void become(const fs::path& file) {
    check("rename", ::rename(path_.c_str(), file.c_str()), file.string());
    path_.clear();
  }

 private:
  std::string path_;
  Fd fd_;
};

}  // namespace

void writeWhole(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  Draft draft(file);
  draft.write(text);
  draft.become(file);
  // The name is kept in the folder, which has to reach the disk, too.
  const Fd folder(::open(file.parent_path().c_str(), O_RDONLY | O_CLOEXEC));
  ::fsync(folder.get());
}

}  // namespace oneloop::tour
