#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "common/testing/TemporaryFolder.h"
#include "tools/tour/Package.h"
#include "tools/tour/machine.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

std::string errorIn(std::string_view text) {
  const testing::TemporaryFolder folder;
  folder.write("packages.txt", text);
  try {
    readPackages(folder.path() / "packages.txt");
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("a package is a group, a name, a probe and a purpose") {
  const testing::TemporaryFolder folder;
  folder.write("p.txt", "# comment\n\ncore g++ cmd:g++ compiles all of it\n");
  const auto packages = readPackages(folder.path() / "p.txt");
  REQUIRE(packages.size() == 1);
  CHECK(packages[0].group == "core");
  CHECK(packages[0].name == "g++");
  CHECK(packages[0].probe == "cmd:g++");
  CHECK(packages[0].purpose == "compiles all of it");
}

TEST_CASE("a wrong list of packages is one line that names the place") {
  const std::string expected =
      "packages.txt:2: expected GROUP PACKAGE PROBE WHAT-FOR";
  CHECK(errorIn("# one\ncore g++\n") == expected);
  CHECK(errorIn("# one\ncore g++ program:g++ compiles\n") == expected);
  CHECK_THROWS_AS(readPackages("/no/such/file"), std::runtime_error);
}

TEST_CASE("a probe tells what is here from what is not") {
  const auto present = [](const std::string& probe) {
    return Package{"core", "name", probe, "purpose"}.present();
  };
  CHECK(present("cmd:sh"));
  CHECK_FALSE(present("cmd:no-such-program"));
  CHECK(present("header:stdio.h"));
  CHECK(present("header:vector"));  // only the compiler knows where
  CHECK_FALSE(present("header:no/such/header.h"));
  CHECK(present("file:/etc/pass*d"));
  CHECK_FALSE(present("file:/no/such/file*"));
}

TEST_CASE("the list of packages is in order, and lists each once") {
  std::set<std::string> names;
  std::set<std::string> groups;
  for (const auto& package : readPackages(ONELOOP_ROOT "/tools/packages.txt")) {
    CHECK(names.insert(package.name).second);
    groups.insert(package.group);
  }
  CHECK(groups ==
        std::set<std::string>{"book", "checks", "comfort", "compare", "core"});
}

TEST_CASE("the machine is examined in every respect") {
  std::set<std::string> subjects;
  for (const auto& finding : machine::examine()) {
    CAPTURE(finding.subject);
    CHECK_FALSE(finding.detail.empty());
    CHECK(lines(finding.detail) == 0);
    subjects.insert(finding.subject);
  }
  for (const char* subject : {"kernel", "g++", "open descriptors", "strace",
                              "io_uring", "IPv4", "IPv6"}) {
    CHECK(subjects.contains(subject));
  }
}

TEST_CASE("doctor names what is missing and the command that mends it") {
  const testing::TemporaryFolder folder;
  folder.write("tools/packages.txt",
               "core g++ cmd:g++ compiles\n"
               "core imaginary cmd:no-such-program dreams\n");
  const Outcome sick =
      outcomeOf({ONELOOP_TOUR, "doctor"}, environmentOf(folder.path()));
  CHECK(sick.status == ExitStatus{1, 0});
  CHECK(contains(sick.output, "imaginary            missing"));
  CHECK(contains(sick.output, "./tour doctor --install core\n"));

  folder.write("tools/packages.txt",
               "core g++ cmd:g++ compiles\n"
               "checks imaginary cmd:no-such-program dreams\n");
  const Outcome well =
      outcomeOf({ONELOOP_TOUR, "doctor"}, environmentOf(folder.path()));
  CHECK(well.status == ExitStatus{});
  CHECK(contains(well.output, "./tour doctor --install checks\n"));
  CHECK(well.errors.empty());
}

}  // namespace
}  // namespace oneloop::tour
