// The launcher ./tour, with every program that it calls replaced by a fake in
// a PATH of its own: nothing is installed, and nothing is built.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/testing/Process.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/skip.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;
using testing::ExitStatus;

constexpr std::string_view kPackages = R"(# GROUP PACKAGE PROBE WHAT-FOR
core here-tools cmd:bash is there
core widget-tools cmd:widget makes widgets
core libgadget-dev header:no/such/gadget.h knows gadgets

book press cmd:press prints the book

checks inspector file:/no/such/inspector* looks closely
)";

constexpr std::string_view kCalled =
    "#!/bin/sh\necho \"${0##*/} $*\" >>\"$ROOT/called\"\n";

// cmake -B makes a build folder, cmake --build a tour that says what it got.
constexpr std::string_view kCmake = R"(
[ -z "$BROKEN" ] || { echo "main.cc:1: error: broken"; exit 1; }
folder=$ROOT/build/tour
if [ "$1" = --build ]; then
  printf '#!/bin/sh\nfor word; do echo "<$word>"; done\nexit 7\n' >"$folder/tour"
  chmod +x "$folder/tour"
else
  mkdir -p "$folder"
  touch "$folder/build.ninja"
  echo "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT/tools/tour" >"$folder/CMakeCache.txt"
fi
)";

// A machine: a project whose PATH holds only these.
class Machine {
 public:
  explicit Machine(const std::string& user = "0") : user_(user) {
    fs::copy(ONELOOP_ROOT "/tour", folder_.path() / "tour");
    folder_.write("tools/packages.txt", kPackages);
    for (const char* tool :
         {"bash", "cat", "chmod", "dirname", "env", "flock", "grep", "mkdir",
          "readlink", "rm", "sh", "touch", "true"}) {
      const auto found = testing::findProgram(tool);
      if (found) fs::create_symlink(*found, bin() / tool);
    }
    fake("id", "echo " + user);
    fake("apt-get", "");
    fake("g++", "exit 1");
    fake("cmake", kCmake);
    fake("ninja",
         "[ -e \"$ROOT/build/tour/tour\" ] && "
         "echo 'ninja: no work to do.'");
  }

  fs::path root() const { return folder_.path(); }

  void fake(const std::string& name, std::string_view body) const {
    folder_.writeScript(bin() / name, std::string(kCalled) + std::string(body));
  }
  void remove(const std::string& name) const { fs::remove(bin() / name); }
  /// Both packages of the group core.
  void installCore() const {
    fake("widget", "");
    fake("g++", "");  // it finds the header
  }

  Outcome run(const std::vector<std::string>& words,
              const std::vector<std::string>& setting = {}) const {
    return runAs({(root() / "tour").string()}, words, setting);
  }
  Outcome runAs(std::vector<std::string> launcher,
                const std::vector<std::string>& words,
                const std::vector<std::string>& setting = {}) const {
    std::vector<std::string> command{"env", "-i", "PATH=" + bin().string(),
                                     "ROOT=" + root().string()};
    command.insert(command.end(), setting.begin(), setting.end());
    command.insert(command.end(), launcher.begin(), launcher.end());
    command.insert(command.end(), words.begin(), words.end());
    return outcomeOf(command, {});
  }

  /// The calls of a program, one a line.
  std::string calls(const std::string& program) const {
    std::istringstream text(folder_.read("called"));
    std::string result;
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with(program + " ")) result += line + "\n";
    }
    return result;
  }

 private:
  fs::path bin() const {
    fs::create_directories(root() / "bin");
    return root() / "bin";
  }

  testing::TemporaryFolder folder_;
  std::string user_;
};

const std::string kUpdate = "apt-get update\n";
const std::string kInstall =
    "apt-get install --yes --no-install-recommends "
    "-o DPkg::Lock::Timeout=300 widget-tools libgadget-dev\n";

TEST_CASE("root installs exactly what is missing, then the tour is called") {
  const Machine machine;
  const Outcome outcome = machine.run({"which", "a b", "--port=0", ""});
  CHECK(machine.calls("apt-get") == kUpdate + kInstall);
  CHECK(outcome.output == "<which>\n<a b>\n<--port=0>\n<>\n");
  CHECK(outcome.status == ExitStatus{7, 0});
}

TEST_CASE("when nothing is missing, nothing is installed and nothing is said") {
  const Machine machine;
  machine.installCore();
  machine.run({"list"});
  const Outcome outcome = machine.run({"list"});
  CHECK(machine.calls("apt-get").empty());
  CHECK(machine.calls("id").empty());
  CHECK(outcome.errors.empty());
  CHECK(outcome.output == "<list>\n");
}

TEST_CASE("without root and sudo it prints the command, and gives up") {
  const Machine machine("1000");
  const Outcome outcome = machine.run({"list"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(outcome.output.empty());
  CHECK(outcome.errors ==
        "tour: missing: widget-tools libgadget-dev; to install: su -c 'apt-get "
        "update && apt-get install --yes --no-install-recommends widget-tools "
        "libgadget-dev'\n");
  CHECK(machine.calls("apt-get").empty());
}

TEST_CASE("a sudo that wants a password is not for a call without terminal") {
  const Machine machine("1000");
  machine.fake("sudo", "exit 1");
  const Outcome outcome = machine.run({"list"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "to install: sudo sh -c 'apt-get update && "));
  CHECK(lines(outcome.errors) == 1);
  CHECK(machine.calls("apt-get").empty());
  CHECK(machine.calls("sudo") == "sudo -n true\n");
}

TEST_CASE("a sudo that wants no password installs") {
  const Machine machine("1000");
  machine.fake("sudo", "shift; exec \"$@\"");
  CHECK(machine.run({"list"}).status == ExitStatus{7, 0});
  CHECK(machine.calls("apt-get") == kUpdate + kInstall);
  CHECK(contains(machine.calls("sudo"),
                 "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update"));
}

TEST_CASE("nobody is asked when there is no terminal") {
  const Machine machine;
  CHECK_FALSE(contains(machine.run({"list"}).errors, "[Y/n]"));
}

TEST_CASE("somebody is asked when there is one, and no answer means no") {
  if (!testing::findProgram("script")) {
    return testing::skip("script(1) is missing");
  }
  const Machine machine;
  const std::string script = *testing::findProgram("script");
  const std::string launcher = "'" + (machine.root() / "tour").string() + "'";
  const Outcome asked =
      machine.runAs({script, "-qec", launcher, "/dev/null"}, {});
  CHECK(contains(asked.output, "install that with apt-get now? [Y/n]"));
  CHECK(contains(asked.output, "to install: su -c 'apt-get update"));
  CHECK(asked.status == ExitStatus{1, 0});
  CHECK(machine.calls("apt-get").empty());

  const Outcome inCi =
      machine.runAs({script, "-qec", launcher, "/dev/null"}, {}, {"CI=true"});
  CHECK_FALSE(contains(inCi.output, "[Y/n]"));
  CHECK(machine.calls("apt-get") == kUpdate + kInstall);
}

TEST_CASE("a failed installation shows what apt-get said") {
  const Machine machine;
  machine.fake("apt-get", "echo 'E: no network'; exit 100");
  const Outcome outcome = machine.run({"list"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "E: no network\n"));
  CHECK(outcome.output.empty());
}

TEST_CASE("elsewhere than on Debian the tools must be there, no more") {
  const Machine machine;
  machine.remove("apt-get");
  CHECK(machine.run({"list"}).status == ExitStatus{7, 0});
  machine.remove("ninja");
  const Outcome outcome = machine.run({"list"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(outcome.errors.starts_with("tour: missing: ninja; "));
  CHECK(lines(outcome.errors) == 1);
}

TEST_CASE("doctor --install installs every group, or the one that is named") {
  const std::string install =
      "apt-get install --yes --no-install-recommends "
      "-o DPkg::Lock::Timeout=300 ";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"doctor", "--install"},
        std::vector<std::string>{"doctor", "--install", "all"}}) {
    const Machine machine;
    machine.installCore();
    CHECK(machine.run(words).output == "<doctor>\n");
    CHECK(machine.calls("apt-get") == kUpdate + install + "press inspector\n");
  }
  const Machine machine;
  machine.run({"doctor", "--install", "core"});
  CHECK(contains(machine.calls("apt-get"), install + "widget-tools lib"));
  const Outcome outcome = machine.run({"doctor", "--install", "checsk"});
  CHECK(outcome.status == ExitStatus{2, 0});
  CHECK(lines(outcome.errors) == 1);
}

TEST_CASE("the book's packages are installed for the book, not for its help") {
  const Machine machine;
  machine.installCore();
  machine.run({"book", "--help"});
  CHECK(machine.calls("apt-get").empty());
  CHECK(machine.run({"book", "--build"}).output == "<book>\n<--build>\n");
  CHECK(contains(machine.calls("apt-get"), "DPkg::Lock::Timeout=300 press\n"));
}

TEST_CASE("the launcher works through a symlink and from another folder") {
  const Machine machine;
  machine.installCore();
  const testing::TemporaryFolder elsewhere;
  fs::create_symlink(machine.root() / "tour", elsewhere.path() / "link");
  const Outcome outcome = machine.runAs(
      {"sh", "-c", "cd /; exec \"$0\" list", elsewhere.path() / "link"}, {});
  CHECK(outcome.output == "<list>\n");
}

TEST_CASE("a tour that does not compile shows the compiler's words") {
  const Machine machine;
  machine.installCore();
  const Outcome outcome = machine.run({"list"}, {"BROKEN=1"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "main.cc:1: error: broken\n"));
  CHECK(outcome.output.empty());
  CHECK(machine.run({"list"}).status == ExitStatus{7, 0});
}

TEST_CASE("a tree that was moved is configured again by the launcher") {
  const Machine machine;
  machine.installCore();
  machine.run({"list"});
  std::ofstream(machine.root() / "build/tour/CMakeCache.txt")
      << "CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere/tools/tour\n";
  CHECK(machine.run({"list"}).output == "<list>\n");
  CHECK(lines(machine.calls("cmake")) == 4);
}

}  // namespace
}  // namespace oneloop::tour
