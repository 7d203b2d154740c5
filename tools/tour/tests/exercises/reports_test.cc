// What judges, sanitizers and compilers say, cut to what a learner needs. The
// reports are real ones, of gcc 12 and clang 14, shortened.

#include <doctest/doctest.h>

#include "tools/tour/Terminal.h"
#include "tools/tour/exercises/CompilerOutput.h"
#include "tools/tour/exercises/Exercise.h"
#include "tools/tour/exercises/Judgement.h"
#include "tools/tour/exercises/SanitizerReport.h"
#include "tools/tour/exercises/SourceLine.h"
#include "tools/tour/exercises/Verdict.h"
#include "tools/tour/exercises/describe.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

Exercise first() {
  Exercise exercise;
  exercise.id = "first";
  exercise.chapter = "01-start";
  exercise.edit = {"a.cc"};
  return exercise;
}

constexpr std::string_view kUseAfterFree = R"(printed by the program
=================================================================
==9==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000011 at pc 0x5
READ of size 1 at 0x602000000011 thread T0
    #0 0x7f1539a4a730 in __interceptor_strlen ../../../../src/libsanitizer/x.inc:389
    #1 0x560b5aa7c3b0 in main /home/me/exercises/01-start/first/a.cc:11
    #2 0x7f2e89a45249 in __libc_start_call_main ../sysdeps/nptl/start.h:58

0x602000000011 is located 1 bytes inside of 4-byte region [0x602000000010,0x6)
freed by thread T0 here:
    #0 0x7f2e8a8ba038 in operator delete[](void*) ../../../../asan_new_delete.cpp:155
    #1 0x560b5aa7c355 in main /home/me/exercises/01-start/first/a.cc:10:7

previously allocated by thread T0 here:
    #1 0x560b5aa7c286 in main /home/me/exercises/01-start/first/a.cc:8

SUMMARY: AddressSanitizer: heap-use-after-free a.cc:11 in main
)";

TEST_CASE("a use after free is cut to the line, and to where it was freed") {
  const auto report = SanitizerReport::find(kUseAfterFree, first());
  REQUIRE(report);
  CHECK(report->what == "heap-use-after-free");
  CHECK(report->meaning == "memory is used after it was given back");
  CHECK(report->where.brief() == "a.cc:11");
  CHECK(report->earlier.brief() == "a.cc:10");
  CHECK(report->happened == "given back");
}

TEST_CASE("a line of the learner's is told from the chapter's file") {
  Exercise exercise = first();
  exercise.edit = {"oneloop/Channel.cc"};
  const SourceLine theirs{
      "/home/me/exercises/01-start/first/oneloop/Channel.cc", 5, 0};
  CHECK(theirs.isIn(exercise));
  const SourceLine ours{"/home/me/chapters/09-channel/oneloop/Channel.cc", 5,
                        0};
  CHECK_FALSE(ours.isIn(exercise));
}

TEST_CASE("undefined behaviour is cut to its line, a header's to the caller") {
  const auto here = SanitizerReport::find(
      "/home/me/exercises/01-start/first/a.cc:5:29: runtime error: shift "
      "exponent 42 is too large for 32-bit type 'int'\n"
      "    #0 0x5 in shift(int) /home/me/exercises/01-start/first/a.cc:5\n",
      first());
  REQUIRE(here);
  CHECK(here->what == "shift exponent 42 is too large for 32-bit type 'int'");
  CHECK(here->where.brief() == "a.cc:5");

  const auto elsewhere = SanitizerReport::find(
      "/usr/include/c++/12/span:280:9: runtime error: load of null pointer\n"
      "    #0 0x5 in span /usr/include/c++/12/span:280\n"
      "    #1 0x5 in fill() /home/me/exercises/01-start/first/a.cc:7\n",
      first());
  REQUIRE(elsewhere);
  CHECK(elsewhere->where.brief() == "a.cc:7");
  CHECK(elsewhere->meaning == "a pointer that points to nothing is used");
}

TEST_CASE("a leak is cut to its allocation, a race to both threads") {
  const auto leak = SanitizerReport::find(
      "==9==ERROR: LeakSanitizer: detected memory leaks\n\n"
      "Direct leak of 4 byte(s) in 1 object(s) allocated from:\n"
      "    #0 0x7 in operator new[](unsigned long) ../../asan_new.cpp:98\n"
      "    #1 0x5 in main exercises/01-start/first/a.cc:8\n",
      first());
  REQUIRE(leak);
  CHECK(leak->what == "memory leaks");
  CHECK(leak->where.brief() == "a.cc:8");

  const auto race = SanitizerReport::find(
      "WARNING: ThreadSanitizer: data race (pid=9)\n"
      "  Write of size 4 at 0x5 by thread T1:\n"
      "    #0 f() /x/first/a.cc:3 (a+0x12)\n"
      "    #1 operator() /x/first/a.cc:3\n"
      "  Previous read of size 4 at 0x5 by main thread:\n"
      "    #0 main /x/first/a.cc:9\n",
      first());
  REQUIRE(race);
  CHECK(race->what == "data race");
  CHECK(race->where.brief() == "a.cc:3");
  CHECK(race->earlier.brief() == "a.cc:9");
  CHECK(race->happened == "used by another thread");
}

TEST_CASE("a report from elsewhere has no line, other output is no report") {
  const auto report = SanitizerReport::find(
      "==9==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n"
      "    #0 0x5 in f /x/first/test.cc:3\n",
      first());
  REQUIRE(report);
  CHECK(report->what == "SEGV");
  CHECK(report->where.line == 0);
  CHECK_FALSE(SanitizerReport::find("a runtime error: none\n", first()));
}

constexpr std::string_view kGcc = R"([1/2] Building CXX object a.cc.o
FAILED: a.cc.o
g++ -c a.cc
In file included from /home/me/exercises/01-start/first/a.cc:1:
/home/me/common/Fd.h:9:1: error: 'x' does not name a type
/home/me/exercises/01-start/first/a.cc: In function 'int f()':
/home/me/exercises/01-start/first/a.cc:2:11: warning: unused variable 'n'
/home/me/exercises/01-start/first/a.cc:2:19: error: invalid conversion
    2 | int f() { int n = "x"; return m; }
      |                   ^~~
      |                   |
/home/me/exercises/01-start/first/a.cc:2:31: error: 'm' was not declared
    2 | int f() { int n = "x"; return m; }
ninja: build stopped: subcommand failed.
)";

TEST_CASE("the first error in the learner's file is shown, with its line") {
  const auto error = CompilerMessage::firstError(kGcc, first());
  REQUIRE(error);
  CHECK(error->where.brief() == "a.cc:2");
  CHECK(error->message == "invalid conversion");
  CHECK(error->excerpt.starts_with("    2 | int f()"));
  CHECK(lines(error->excerpt) == 3);
  CHECK(error->more == 2);

  const auto warning = CompilerMessage::firstWarning(kGcc, first());
  REQUIRE(warning);
  CHECK(warning->message == "unused variable 'n'");
  CHECK(warning->excerpt.empty());
}

TEST_CASE("without an error there, the first of all, the linker has no line") {
  const auto header = CompilerMessage::firstError(
      "/home/me/test.cc:9:3: fatal error: x.h: No such file\n", first());
  REQUIRE(header);
  CHECK(header->where.brief() == "test.cc:9");

  const auto linker = CompilerMessage::firstError(
      "/usr/bin/ld: c.o: in function `main':\n"
      "c.cc:(.text+0xa): undefined reference to `sendAll(int)'\n"
      "collect2: error: ld returned 1 exit status\n",
      first());
  REQUIRE(linker);
  CHECK(linker->message == "undefined reference to `sendAll(int)'");
  CHECK(linker->where.line == 0);
  CHECK_FALSE(CompilerMessage::firstError("[1/1] Linking\n", first()));
}

constexpr std::string_view kVerdict = R"({"passed": false, "failures": [
  {"test": "t", "file": "test.cc", "line": 3, "expectation": "e",
   "seen": "s", "steps": ["1. a", "2. b"]}]})";

TEST_CASE("a verdict is read, half of one is none") {
  const auto verdict = Verdict::parse(kVerdict);
  REQUIRE(verdict);
  CHECK_FALSE(verdict->passed);
  REQUIRE(verdict->failures.size() == 1);
  CHECK(verdict->failures[0].steps == std::vector<std::string>{"1. a", "2. b"});
  CHECK(verdict->failures[0].line == 3);
  CHECK_FALSE(Verdict::parse(kVerdict.substr(0, 60)));
  CHECK_FALSE(Verdict::parse(""));
  CHECK_FALSE(Verdict::parse("{\"passed\": 1}"));
}

using Kind = Judgement::Kind;

TEST_CASE("only a judge that ends well, and says so, lets pass") {
  constexpr std::string_view kPassed = R"({"passed": true, "failures": []})";
  CHECK(judgeRun(0, "", kPassed, first()).kind == Kind::kPassed);
  CHECK(judgeRun(1, "", kVerdict, first()).kind == Kind::kExpectation);
  CHECK(judgeRun(0, "", kVerdict, first()).kind == Kind::kExpectation);
  const Judgement early = judgeRun(0, "", "", first());
  CHECK(early.kind == Kind::kEnded);
  CHECK(early.words == "with exit status 0");
  CHECK(judgeRun(139, "", "", first()).words == "by the signal SIGSEGV");
  // A leak is found after the verdict has been written.
  CHECK(judgeRun(1, std::string(kUseAfterFree), kPassed, first()).kind ==
        Kind::kSanitizer);
}

TEST_CASE("a judge that cannot run here lets nobody pass, and blames nobody") {
  constexpr std::string_view kSkipped =
      R"({"passed": false, "skipped": "strace is missing", "failures": []})";
  const Judgement judgement = judgeRun(0, "", kSkipped, first());
  CHECK(judgement.kind == Kind::kNotPossible);
  CHECK(judgement.words == "strace is missing");
  CHECK(contains(describeJudgement(judgement, first(), "/nowhere", Terminal()),
                 "not possible on this machine: strace is missing\n"));

  const Judgement build = judgeBuild(
      "[1/1] x\nFAILED: x\n[SKIPPED] liburing is missing\nninja: stopped\n",
      first());
  CHECK(build.kind == Kind::kNotPossible);
  CHECK(build.words == "liburing is missing");
}

TEST_CASE("the story of a sanitizer's report is that of the test it ended") {
  constexpr std::string_view kVerdicts = R"({"passed": false, "failures": [
    {"test": "it counts", "file": "test.cc", "line": 3, "expectation": "n",
     "seen": "", "steps": ["1. client A: connects"]},
    {"test": "it stops", "file": "test.cc", "line": 9, "expectation": "ended",
     "seen": "", "steps": ["1. client B: leaves"]}]})";
  const Judgement judgement =
      judgeRun(1, std::string(kUseAfterFree), kVerdicts, first());
  const std::string text =
      describeJudgement(judgement, first(), "/nowhere", Terminal());
  CHECK(contains(text, "heap-use-after-free"));
  CHECK(contains(text, "client B: leaves"));
  CHECK_FALSE(contains(text, "client A: connects"));
}

TEST_CASE("a build that fails is told by its reason") {
  CHECK(judgeBuild(std::string(kGcc), first()).kind == Kind::kCompiler);
  CHECK(judgeBuild("as: a.o: No space left on device\n", first()).kind ==
        Kind::kDiskFull);
  const Judgement trouble =
      judgeBuild("[1/2] x\nninja: error: unknown target\n", first());
  CHECK(trouble.kind == Kind::kTrouble);
  CHECK(trouble.words == "ninja: error: unknown target\n");
}

}  // namespace
}  // namespace oneloop::tour
