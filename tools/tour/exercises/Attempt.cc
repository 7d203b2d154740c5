#include "tools/tour/exercises/Attempt.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "common/check.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

bool somebodyHolds(const fs::path& lock) {
  const Fd fd(::open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666));
  return fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

std::string readAll(const Fd& file) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::pread(file.get(), buffer.data(), buffer.size(),
                              static_cast<off_t>(text.size()));
    if (n <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

// A message in the learner's language would be none that we can cut.
Job::Options buildOptions(const Builder& builder) {
  fs::create_directories(builder.folder().parent_path());
  return {.environment = {"LC_ALL=C"},
          .lock = builder.lockFile(),
          .stopSignal = SIGTERM};  // ninja stops the compilers then
}

}  // namespace

Attempt::Attempt(fs::path root, const Exercise& exercise,
                 std::chrono::milliseconds longest)
    : root_(std::move(root)),
      exercise_(exercise),
      builder_(root_),
      longest_(longest) {
  if (!filesAreThere()) return;
  try {
    if (builder_.configured()) {
      build();
    } else {
      configure();
    }
  } catch (const std::system_error& error) {
    const bool full = error.code() == std::errc::no_space_on_device;
    judgement_.emplace();
    judgement_->words = error.what();
    if (full) judgement_->kind = Judgement::Kind::kDiskFull;
  }
}

bool Attempt::filesAreThere() {
  for (const std::string& file : exercise_.edit) {
    const fs::path path = exercise_.folder() / file;
    if (fs::exists(root_ / path)) continue;
    judgement_.emplace();
    judgement_->kind = Judgement::Kind::kMissing;
    judgement_->words = path.string();
    return false;
  }
  return true;
}

fs::path Attempt::judge() const {
  return builder_.folder() / "bin" / "exercises" / exercise_.id;
}

// ninja goes by the time a file was written, and mv and cp -p bring an old
// one: what came here after the judge was built must look newer than it.
void Attempt::touchWhatWasMovedHere() const {
  const auto earlier = [](const timespec& a, const timespec& b) {
    return std::pair(a.tv_sec, a.tv_nsec) < std::pair(b.tv_sec, b.tv_nsec);
  };
  struct stat built {};
  if (::stat(judge().c_str(), &built) < 0) return;
  for (const std::string& file : exercise_.edit) {
    const fs::path path = root_ / exercise_.folder() / file;
    struct stat now {};
    if (::stat(path.c_str(), &now) < 0) continue;
    if (earlier(now.st_mtim, built.st_mtim) &&
        earlier(built.st_mtim, now.st_ctim)) {
      ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
    }
  }
}

void Attempt::configure() {
  stage_ = "configuring the build";
  job_ = std::make_unique<Job>(builder_.configureCommand(), root_,
                               buildOptions(builder_));
  next_ = &Attempt::build;
}

void Attempt::build() {
  touchWhatWasMovedHere();
  stage_ = somebodyHolds(builder_.lockFile())
               ? "waiting for another tour that is building"
               : "building";
  job_ = std::make_unique<Job>(
      std::vector<std::string>{"ninja", "-C", builder_.folder(),
                               "exercise." + exercise_.id},
      root_, buildOptions(builder_));
  next_ = &Attempt::run;
}

void Attempt::run() {
  stage_ = "running";
  verdict_.reset(check("memfd_create", ::memfd_create("verdict", MFD_CLOEXEC)));
  Job::Options options;
  options.stopSignal = SIGKILL;
  // By our number: the judge must not have a descriptor more than it opened.
  options.environment = {fmt::format("ONELOOP_VERDICT=/proc/{}/fd/{}",
                                     ::getpid(), verdict_.get())};
  if (!std::getenv("UBSAN_OPTIONS")) {
    options.environment.emplace_back("UBSAN_OPTIONS=print_stacktrace=1");
  }
  job_ =
      std::make_unique<Job>(std::vector<std::string>{judge()}, root_, options);
  next_ = nullptr;
  deadline_ = Clock::now() + longest_;
}

bool Attempt::advance() {
  if (judgement_) return true;
  if (job_->advance()) {
    endJob();
  } else if (deadline_ && Clock::now() >= *deadline_) {
    judgement_.emplace();
    judgement_->kind = Judgement::Kind::kTooLong;
    judgement_->output = job_->output();
    job_.reset();
  } else if (next_) {
    showBuildStep();
  }
  return judgement_.has_value();
}

void Attempt::endJob() {
  const auto ended = std::move(job_);
  deadline_.reset();
  if (!next_) {
    judgement_ = judgeRun(ended->status(), ended->output(), readAll(verdict_),
                          exercise_);
    judgement_->compiler = warning_;
  } else if (ended->status() == 0) {
    warning_ = CompilerMessage::firstWarning(ended->output(), exercise_);
    (this->*next_)();
  } else {
    judgement_ = judgeBuild(ended->output(), exercise_);
  }
}

// "[3/9] Building ...": see NINJA_STATUS in Builder.cc.
void Attempt::showBuildStep() {
  const std::string& text = job_->output();
  const auto begin = text.rfind("\n[");
  if (begin == std::string::npos) return;
  const auto end = text.find(']', begin);
  if (end == std::string::npos) return;
  stage_ = "building " + text.substr(begin + 2, end - begin - 2);
}

}  // namespace oneloop::tour
