#include "tools/tour/tests/exercises/LearnersProject.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/Process.h"
#include "common/testing/Steps.h"

namespace oneloop::tour {
namespace {

constexpr std::string_view kChapters = R"([[part]]
title = "Part"
[[part.chapter]]
number = 1
name = "start"
title = "Start"
question = "how?"
programs = ["start"]
)";

// The file to edit, in the exercise's folder.
std::string answerIn(const std::string& id) {
  return id == "second" ? "oneloop/answer.cc" : "answer.cc";
}

// {0} is the id, {1} what it requires, {2} the file to edit.
constexpr std::string_view kExercise = R"toml(id = "{0}"
title = "The {0} one"
kind = "fix"
minutes = 5
difficulty = 1
requires = [{1}]
edit = ["{2}"]
task = "Mend what is wrong in the {0} one."
hints = ["nudge {0}", "pointer {0}", "nearly {0}"]
why = "Because of the kernel."
compare = "It is shorter."
source = "send(2)"
[fails]
test = "it answers"
check = "n == 5"
)toml";

constexpr std::string_view kCompile = R"sh(case $(head -n 1 "$1") in
  BROKEN)
    echo "$PWD/$1:1:1: error: 'BROKEN' does not name a type"
    echo "    1 | BROKEN"
    echo "      | ^~~~~~"
    exit 1 ;;
  ENDLESS)
    sleep 600 &
    echo $$ $! >../../started
    wait ;;
esac
mkdir -p "$(dirname "$2")"
cp "$1" "$2"
chmod +x "$2"
)sh";

constexpr std::string_view kNinja = R"(rule compile
  command = sh ../../compile.sh $in $out
build bin/exercises/first: compile ../../exercises/01-start/first/answer.cc
build bin/exercises/second: compile ../../exercises/01-start/second/oneloop/answer.cc
build exercise.first: phony bin/exercises/first
build exercise.second: phony bin/exercises/second
)";

}  // namespace

LearnersProject::LearnersProject() {
  folder_.write("chapters/chapters.toml", kChapters);
  folder_.write("exercises/01-start/order.toml",
                "order = [\"first\", \"second\"]\n");
  writeExercise("first", "");
  writeExercise("second", "\"first\"");
  folder_.write("compile.sh", kCompile);
  folder_.write("build/dev/build.ninja", kNinja);
  folder_.write("build/dev/CMakeCache.txt",
                "CMAKE_HOME_DIRECTORY:INTERNAL=" + root().string() + "\n");
  oneloop::check("mkfifo", ::mkfifo((root() / "started").c_str(), 0600));
}

void LearnersProject::writeExercise(const std::string& id,
                                    const std::string& before) const {
  const std::string place = "01-start/" + id;
  const std::string answer = answerIn(id);
  folder_.write("exercises/" + place + "/exercise.toml",
                fmt::format(fmt::runtime(kExercise), id, before, answer));
  folder_.write("exercises/" + place + "/" + answer, kStub);
  folder_.write("solutions/" + place + "/" + answer, kSolved);
  folder_.write("solutions/" + place + "/stub/" + answer, kStub);
}

std::vector<std::string> LearnersProject::environment() const {
  return {"ONELOOP_ROOT=" + root().string(),
          "ONELOOP_BUILD=" + (root() / "build/dev").string(), "NO_COLOR=1",
          "TERM=xterm"};
}

std::filesystem::path LearnersProject::answerOf(const std::string& id) {
  return std::filesystem::path("exercises/01-start") / id / answerIn(id);
}

void LearnersProject::save(const std::string& id, std::string_view text) const {
  const auto file = answerOf(id);
  const auto fresh = file.parent_path() / ".answer.cc.swap";
  folder_.write(fresh, text);
  std::filesystem::rename(root() / fresh, root() / file);
}

std::vector<pid_t> LearnersProject::started() const {
  // Not waiting for the other end: a deadline is on everything.
  const Fd fifo(oneloop::check(
      "open", ::open((root() / "started").c_str(), O_RDWR | O_CLOEXEC)));
  pollfd watched{fifo.get(), POLLIN, 0};
  const int n =
      ::poll(&watched, 1, static_cast<int>(testing::kDeadline.count()));
  if (n <= 0) throw testing::Failure("compiler", "has not started");
  std::array<char, 64> buffer{};
  const ssize_t got = ::read(fifo.get(), buffer.data(), buffer.size());
  std::istringstream text(
      std::string(buffer.data(), static_cast<std::size_t>(got)));
  std::vector<pid_t> processes;
  for (pid_t process = 0; text >> process;) processes.push_back(process);
  return processes;
}

bool allGone(const std::vector<pid_t>& processes) {
  for (const pid_t process : processes) {
    const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    if (!pidfd) continue;
    pollfd watched{pidfd.get(), POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(testing::kDeadline.count())) <=
        0) {
      return false;
    }
  }
  return true;
}

}  // namespace oneloop::tour
