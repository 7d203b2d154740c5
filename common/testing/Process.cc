#include "common/testing/Process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>

#include "common/check.h"
#include "common/testing/Steps.h"

namespace oneloop::testing {
namespace {

using Clock = std::chrono::steady_clock;

// Polls one descriptor for input until the deadline; false if none comes.
bool waitReadable(int fd, Clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd watched{fd, POLLIN, 0};
    const int n = ::poll(
        &watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (n >= 0) return n > 0;
    if (errno != EINTR) throwErrno("poll");
  }
}

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Between fork and exec only async-signal-safe calls: the parent may have
// threads, and the child has a copy of whatever locks they held.
[[noreturn]] void runChild(char** command, char** environment, int output,
                           int errors, std::optional<std::size_t> descriptors) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (descriptors) {
    const rlimit limit{*descriptors, *descriptors};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::execvpe(command[0], command, environment);
  const char* reason = std::strerror(errno);
  [[maybe_unused]] auto n = ::write(STDERR_FILENO, reason, std::strlen(reason));
  ::_exit(127);
}

// Ours, with these in place of what has the same name: of two, getenv takes
// the first and a shell the last.
std::vector<std::string> environmentWith(std::vector<std::string> added) {
  const auto given = added.size();
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text = *variable;
    const auto name = text.substr(0, text.find('=') + 1);
    const bool replaced = std::ranges::any_of(
        std::span(added).first(given),
        [&](const std::string& other) { return other.starts_with(name); });
    if (!replaced) added.emplace_back(text);
  }
  return added;
}

bool isExecutable(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    return ::access(program.c_str(), X_OK) == 0;
  }
  return findProgram(program).has_value();
}

}  // namespace

std::optional<std::string> findProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "";
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto candidate = std::filesystem::path(rest.substr(0, end)) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate.string();
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

std::string ExitStatus::toString() const {
  if (signal == 0) return fmt::format("exit status {}", code);
  // One signal has two names; the C library says SIGPOLL.
  if (signal == SIGIO) return "ended by SIGIO";
  return fmt::format("ended by SIG{}", sigabbrev_np(signal));
}

Process::Process(std::vector<std::string> command, SpawnOptions options)
    : name_(std::filesystem::path(command.at(0)).filename()),
      errors_(check("memfd_create", ::memfd_create("stderr", MFD_CLOEXEC))) {
  if (!isExecutable(command[0])) {
    errno = ENOENT;
    throwErrno("exec", command[0]);
  }
  std::array<int, 2> pipe{};
  check("pipe2", ::pipe2(pipe.data(), O_CLOEXEC));
  output_.reset(pipe[0]);
  const Fd writeEnd(pipe[1]);

  auto environment = environmentWith(std::move(options.environment));
  const auto arguments = pointersTo(command);
  const auto variables = pointersTo(environment);

  pid_ = check("fork", ::fork());
  if (pid_ == 0) {
    runChild(const_cast<char**>(arguments.data()),
             const_cast<char**>(variables.data()), writeEnd.get(),
             errors_.get(), options.descriptors);
  }
  pidfd_.reset(static_cast<int>(
      check("pidfd_open", ::syscall(SYS_pidfd_open, pid_, 0))));
}

Process::~Process() {
  if (!status_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

void Process::signal(int number) const {
  check("kill", ::kill(pid_, number), name_);
}

bool Process::fill(Clock::time_point deadline) {
  if (!waitReadable(output_.get(), deadline)) {
    throw Failure(name_, fmt::format("printed nothing more in time; on stderr "
                                     "it said: {}",
                                     errors()));
  }
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(output_.get(), buffer.data(), buffer.size());
  if (n < 0) throwErrno("read");
  unread_.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

std::optional<std::string> Process::readLine(
    std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  std::size_t newline = 0;
  while ((newline = unread_.find('\n')) == std::string::npos) {
    if (!fill(end)) return std::nullopt;
  }
  std::string line = unread_.substr(0, newline);
  unread_.erase(0, newline + 1);
  return line;
}

std::string Process::readRest(std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (fill(end)) {
  }
  return std::exchange(unread_, {});
}

std::string Process::errors() const {
  struct stat info {};
  check("fstat", ::fstat(errors_.get(), &info));
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  const ssize_t n = ::pread(errors_.get(), text.data(), text.size(), 0);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

bool Process::exited(std::chrono::milliseconds timeout) {
  if (status_) return true;
  if (!waitReadable(pidfd_.get(), Clock::now() + timeout)) return false;
  int status = 0;
  check("waitpid", ::waitpid(pid_, &status, 0));
  status_ = WIFSIGNALED(status) ? ExitStatus{0, WTERMSIG(status)}
                                : ExitStatus{WEXITSTATUS(status), 0};
  return true;
}

ExitStatus Process::wait(std::chrono::milliseconds deadline) {
  if (!exited(deadline)) {
    throw Failure(name_, fmt::format("still runs after {} ms; on stderr it "
                                     "said: {}",
                                     deadline.count(), errors()));
  }
  return *status_;
}

bool Process::running() { return !exited(std::chrono::milliseconds(0)); }

}  // namespace oneloop::testing
