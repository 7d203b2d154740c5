#pragma once

#include <string>
#include <string_view>

/// How an exercise was judged, for the runner that tells the learner. It is
/// kept while the tests run. If the environment variable ONELOOP_VERDICT names
/// a file, write() puts it there, as JSON:
///
///   { "passed": false, "failures": [ {
///       "test": "the server answers the next client", "file": "test.cc",
///       "line": 12, "expectation": "client B: received 0 of 5 bytes in 2 s",
///       "seen": "", "steps": ["1. server: listens", ...] } ] }
///
/// A judge that cannot run on this machine says instead why:
///
///   { "passed": false, "skipped": "strace is missing", "failures": [] }
///
/// Safe from any thread.
namespace oneloop::testing::verdict {

/// A test begins: what fails from now on belongs to it. Writes what will be the
/// verdict if the program ends in the middle of it.
void begin(std::string_view test, std::string_view file, int line);

/// An expectation was not met. Takes the story of steps as it is now. `line`
/// 0: the line of the test.
void fail(std::string_view expectation, std::string_view seen = {},
          std::string_view file = {}, int line = 0);

/// The tests have ended. Writes the verdict.
void finish();

/// For what ends the program from outside, a sanitizer for example: adds the
/// failure and writes the verdict. May be called after finish().
void crash(std::string_view expectation, std::string_view seen);

/// For a test that cannot go on: adds the failure, prints it, writes the
/// verdict and ends the program with status 1.
[[noreturn]] void end(std::string_view who, std::string_view reason);

/// For a judge that cannot run on this machine, before its first test: prints
/// "[SKIPPED]" and the reason, writes the verdict and ends the program with
/// status 0.
[[noreturn]] void skip(std::string_view reason);

}  // namespace oneloop::testing::verdict
