#include "tools/tour/FolderWatch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/check.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kGone = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr unsigned kSaved = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM |
                            IN_DELETE | IN_CREATE | kGone;
constexpr unsigned kAppeared = IN_CREATE | IN_MOVED_TO | kGone;

}  // namespace

FolderWatch::FolderWatch()
    : fd_(check("inotify_init1", ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))) {}

void FolderWatch::watch(fs::path folder, std::vector<std::string> files) {
  folder_ = std::move(folder);
  files_ = std::move(files);
  arm();
}

bool FolderWatch::tryAdd(const fs::path& folder, unsigned events) {
  const int added = ::inotify_add_watch(fd_.get(), folder.c_str(), events);
  if (added < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return false;
    throwErrno("inotify_add_watch", folder.string());
  }
  if (descriptor_ >= 0 && descriptor_ != added) {
    ::inotify_rm_watch(fd_.get(), descriptor_);
  }
  descriptor_ = added;
  return true;
}

// Watches the folder; if it is not there, the nearest parent that is, and
// then looks again: it may have come in between.
void FolderWatch::arm() {
  for (;;) {
    waiting_ = !tryAdd(folder_, kSaved | IN_ONLYDIR);
    if (!waiting_) return;
    fs::path child = folder_;
    while (!tryAdd(child.parent_path(), kAppeared)) child = child.parent_path();
    if (!fs::exists(child)) return;
  }
}

bool FolderWatch::changed() {
  alignas(inotify_event) std::array<char, 8192> buffer{};
  bool result = false;
  bool again = false;
  for (;;) {
    const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    for (const char* at = buffer.data(); at < buffer.data() + n;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event->len;
      if (event->mask & IN_Q_OVERFLOW) result = true;
      if (event->wd != descriptor_) continue;  // of an earlier folder
      if (waiting_ || (event->mask & (kGone | IN_IGNORED))) {
        again = true;
      } else if (event->len > 0 &&
                 std::ranges::find(files_, event->name) != files_.end()) {
        result = true;
      }
    }
  }
  if (!again) return result;
  const bool waited = waiting_;
  ::inotify_rm_watch(fd_.get(), descriptor_);  // it may be gone already
  descriptor_ = -1;
  arm();
  // While it waits for the folder, other things may happen in the parent.
  return result || !waited || !waiting_;
}

}  // namespace oneloop::tour
