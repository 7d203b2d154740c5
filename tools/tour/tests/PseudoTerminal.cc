#include "tools/tour/tests/PseudoTerminal.h"

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "common/check.h"
#include "common/testing/Steps.h"

namespace oneloop::tour {
namespace {

[[noreturn]] void run(std::vector<std::string> command,
                      const std::vector<std::string>& environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const std::string& variable : environment) {
    const auto equals = variable.find('=');
    ::setenv(variable.substr(0, equals).c_str(),
             variable.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (auto& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& command,
                               const std::vector<std::string>& environment) {
  winsize size{};
  size.ws_row = 50;
  size.ws_col = 80;
  int master = -1;
  pid_ = oneloop::check("forkpty", ::forkpty(&master, nullptr, nullptr, &size));
  if (pid_ == 0) run(command, environment);
  master_.reset(master);
}

PseudoTerminal::~PseudoTerminal() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void PseudoTerminal::press(std::string_view keys) const {
  oneloop::check("write", ::write(master_.get(), keys.data(), keys.size()));
}

// False at the deadline, and when the program has closed the terminal.
bool PseudoTerminal::readMore(Clock::time_point deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) return false;
  pollfd watched{master_.get(), POLLIN, 0};
  const int n = ::poll(&watched, 1, static_cast<int>(left.count()));
  if (n < 0 && errno == EINTR) return true;
  std::array<char, 4096> buffer{};
  const ssize_t got =
      n > 0 ? ::read(master_.get(), buffer.data(), buffer.size()) : 0;
  if (got <= 0) return false;
  printed_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

void PseudoTerminal::expect(std::string_view text) {
  const auto deadline = Clock::now() + testing::kDeadline;
  for (;;) {
    const auto found = printed_.find(text, expected_);
    if (found != std::string::npos) {
      expected_ = found + text.size();
      return;
    }
    if (!readMore(deadline)) {
      throw testing::Failure("terminal",
                             "does not show " + testing::quoted(text) +
                                 ", but: " + printed_.substr(expected_));
    }
  }
}

testing::ExitStatus PseudoTerminal::wait() {
  // What it prints must be read, or it could not end.
  const auto deadline = Clock::now() + testing::kDeadline;
  while (readMore(deadline)) {
  }
  if (Clock::now() >= deadline) ::kill(pid_, SIGKILL);
  int status = 0;
  oneloop::check("waitpid", ::waitpid(pid_, &status, 0));
  pid_ = -1;
  return WIFSIGNALED(status) ? testing::ExitStatus{0, WTERMSIG(status)}
                             : testing::ExitStatus{WEXITSTATUS(status), 0};
}

bool PseudoTerminal::isAsAtFirst() const {
  termios now{};
  oneloop::check("tcgetattr", ::tcgetattr(master_.get(), &now));
  return (now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0;
}

}  // namespace oneloop::tour
