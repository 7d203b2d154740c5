#include "tools/tour/exercises/Job.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "common/check.h"

namespace oneloop::tour {
namespace {

constexpr std::size_t kMostOutput = std::size_t{1} << 20;

std::set<pid_t> children() {
  std::ifstream file("/proc/thread-self/children");
  std::set<pid_t> result;
  for (pid_t child = 0; file >> child;) result.insert(child);
  return result;
}

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Signals that the tour blocks or ignores are the child's again.
void resetSignals() {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
  ::_exit(127);
}

// The lock lives as long as somebody has this descriptor: the child, and all
// that it starts.
void takeLock(const char* path) {
  const int fd = ::open(path, O_CREAT | O_RDWR, 0666);
  if (fd < 0) fail(path);
  while (::flock(fd, LOCK_EX) < 0) {
    if (errno != EINTR) fail(path);
  }
}

[[noreturn]] void runInChild(std::vector<std::string> command,
                             const std::filesystem::path& folder,
                             const Job::Options& options, int output) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, options.stopSignal);
  resetSignals();
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  for (const std::string& variable : options.environment) {
    const auto equals = variable.find('=');
    ::setenv(variable.substr(0, equals).c_str(),
             variable.substr(equals + 1).c_str(), 1);
  }
  if (!options.lock.empty()) takeLock(options.lock.c_str());
  if (::chdir(folder.c_str()) < 0) fail(folder.c_str());
  ::execvp(command[0].c_str(), pointersTo(command).data());
  fail(command[0].c_str());
}

void addTo(const Fd& events, const Fd& fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  check("epoll_ctl",
        ::epoll_ctl(events.get(), EPOLL_CTL_ADD, fd.get(), &event));
}

}  // namespace

Job::Job(const std::vector<std::string>& command,
         const std::filesystem::path& folder, Options options)
    : options_(std::move(options)), others_(children()) {
  // What loses its parent becomes our child, so that we can find it.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::array<int, 2> ends{};
  check("pipe2", ::pipe2(ends.data(), O_CLOEXEC));
  pipe_.reset(ends[0]);
  const Fd writing(ends[1]);
  check("fcntl", ::fcntl(pipe_.get(), F_SETFL, O_NONBLOCK));
  events_.reset(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC)));

  std::fflush(nullptr);  // or the child's copy of it would be printed, too
  pid_ = check("fork", ::fork());
  if (pid_ == 0) runInChild(command, folder, options_, writing.get());
  ::setpgid(pid_, pid_);  // the child does it, too: whoever is first
  pidfd_.reset(static_cast<int>(
      check("pidfd_open", ::syscall(SYS_pidfd_open, pid_, 0))));
  addTo(events_, pipe_);
  addTo(events_, pidfd_);
}

Job::~Job() {
  if (pid_ < 0) return;
  ::kill(-pid_, options_.stopSignal);
  constexpr int kGrace = 1'000;  // milliseconds, for ninja to stop compilers
  waitForEnd(kGrace);
  reap();
}

bool Job::advance() {
  if (pid_ < 0) return true;
  while (readSome()) {
    // A child that prints without end must not keep us from the keys.
    if (output_.size() == kMostOutput) break;
  }
  pollfd ended{pidfd_.get(), POLLIN, 0};
  if (::poll(&ended, 1, 0) <= 0) return false;
  while (readSome() && output_.size() < kMostOutput) {
  }
  reap();
  return true;
}

// False when there is nothing more to read now.
bool Job::readSome() {
  std::array<char, 65536> buffer{};
  const ssize_t n = ::read(pipe_.get(), buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR;
  if (n == 0) {  // it would be readable for ever
    ::epoll_ctl(events_.get(), EPOLL_CTL_DEL, pipe_.get(), nullptr);
    return false;
  }
  const auto room = kMostOutput - output_.size();
  output_.append(buffer.data(), std::min(room, static_cast<std::size_t>(n)));
  return true;
}

void Job::waitForEnd(int milliseconds) const {
  pollfd ended{pidfd_.get(), POLLIN, 0};
  while (::poll(&ended, 1, milliseconds) < 0 && errno == EINTR) {
  }
}

void Job::reap() {
  ::kill(-pid_, SIGKILL);  // not reaped yet, so the number is still its own
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  pid_ = -1;
  // Each one killed may leave us its own children.
  for (bool found = true; found;) {
    found = false;
    for (const pid_t child : children()) {
      if (others_.contains(child)) continue;
      found = true;
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
  }
}

}  // namespace oneloop::tour
