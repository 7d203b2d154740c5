#include "tools/tour/runChild.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop::tour {
namespace {

// A handler has no argument of ours: what it needs must be global.
std::atomic<pid_t> group{0};
std::atomic<int> received{0};
constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

extern "C" void passOn(int signal) {
  const int saved = errno;
  received = signal;
  if (group > 0) ::kill(-group, signal);
  errno = saved;
}

// While it lives, the signals go to the group; afterwards, if one came, it
// ends this process as if there had been no handler.
class PassSignalsOn {
 public:
  PassSignalsOn() {
    struct sigaction action {};
    action.sa_handler = passOn;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &before_[i]);
      // nohup, and a shell's "&", ignore some: so shall the child.
      if (before_[i].sa_handler == SIG_IGN) continue;
      ::sigaction(kSignals[i], &action, nullptr);
    }
  }
  ~PassSignalsOn() {
    group = 0;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &before_[i], nullptr);
    }
    if (received != 0) ::raise(received);
  }
  PassSignalsOn(const PassSignalsOn&) = delete;
  PassSignalsOn& operator=(const PassSignalsOn&) = delete;

 private:
  std::array<struct sigaction, kSignals.size()> before_{};
};

// Forks while the signals wait: neither side may take one before it is ready.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : kSignals) ::sigaddset(&signals, signal);
    ::sigprocmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalsBlocked() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  // In the child, which has no handler for them: the exec takes it away.
  void giveBackInChild() const {
    for (const int signal : kSignals) {
      struct sigaction now {};
      ::sigaction(signal, nullptr, &now);
      if (now.sa_handler == passOn) std::signal(signal, SIG_DFL);
    }
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
};

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// After fork only calls that signal-safety(7) allows. The failed step is told
// through `failure`, which a successful exec closes.
[[noreturn]] void runInChild(char* const* command, const char* folder,
                             int output, int failure) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  // A group in the background may be stopped for writing to the terminal.
  std::signal(SIGTTOU, SIG_IGN);
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(input, STDIN_FILENO);
  if (output >= 0) {
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
  }
  if (::chdir(folder) == 0) ::execvp(command[0], command);
  const int error = errno;
  [[maybe_unused]] const auto n = ::write(failure, &error, sizeof error);
  ::_exit(127);
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    check("pipe2", ::pipe2(ends.data(), O_CLOEXEC));
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
  Fd reading;
  Fd writing;
};

void throwIfNotStarted(const Pipe& failure, const std::string& program) {
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(failure.reading.get(), &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  if (n == 0) return;
  errno = error;
  throwErrno("exec", program);
}

void readLines(int fd, const LineHandler& onLine) {
  std::string unread;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    unread.append(buffer.data(), static_cast<std::size_t>(n));
    std::size_t newline = 0;
    while ((newline = unread.find('\n')) != std::string::npos) {
      onLine(std::string_view(unread).substr(0, newline));
      unread.erase(0, newline + 1);
    }
  }
  if (!unread.empty()) onLine(unread);
}

// Forks a child that leads its own group, to which signals go from now on.
pid_t start(const std::function<void(const SignalsBlocked&)>& body) {
  const SignalsBlocked signals;
  const pid_t child = check("fork", ::fork());
  if (child == 0) {
    ::setpgid(0, 0);
    body(signals);
  }
  ::setpgid(child, child);  // the child does it, too: whoever is first
  group = child;
  return child;
}

int waitFor(pid_t child) {
  // First without reaping it: until then nobody else can get its number.
  siginfo_t info{};
  check("waitid",
        ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT));
  group = 0;
  int status = 0;
  check("waitpid", ::waitpid(child, &status, 0));
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

int runChild(const std::vector<std::string>& command,
             const std::filesystem::path& folder, const LineHandler& onLine) {
  std::fflush(nullptr);  // or the child's words would come before ours
  auto copy = command;
  const auto arguments = pointersTo(copy);
  Pipe output;
  Pipe failure;
  received = 0;
  const PassSignalsOn passSignalsOn;

  const pid_t child = start([&](const SignalsBlocked& signals) {
    signals.giveBackInChild();
    runInChild(arguments.data(), folder.c_str(),
               onLine ? output.writing.get() : -1, failure.writing.get());
  });
  output.writing.reset();
  failure.writing.reset();

  if (onLine) readLines(output.reading.get(), onLine);
  const int status = waitFor(child);
  throwIfNotStarted(failure, command.front());
  return status;
}

void execute(std::vector<std::string> command) {
  std::fflush(nullptr);
  const auto arguments = pointersTo(command);
  ::execv(command.front().c_str(), arguments.data());
  throwErrno("exec", command.front());
}

}  // namespace oneloop::tour
