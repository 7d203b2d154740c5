#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/TemporaryFolder.h"

namespace oneloop::tour {

/// A project with two exercises, "first" and "second", of chapter 01-start.
/// Nothing is compiled: the learner's file, answer.cc, is a shell script, which
/// "compile" copies to where ninja would have linked the judge. The second's is
/// oneloop/answer.cc, as in an exercise that replaces a chapter's file.
class LearnersProject {
 public:
  LearnersProject();

  const std::filesystem::path& root() const { return folder_.path(); }
  const testing::TemporaryFolder& folder() const { return folder_; }

  /// What the tour needs to know to work here, and not to use colours.
  std::vector<std::string> environment() const;

  /// The learner's file of an exercise, relative to the root.
  static std::filesystem::path answerOf(const std::string& id);

  /// Saves it as editors do: a new file takes the old one's name.
  void save(const std::string& id, std::string_view text) const;

  /// Scripts for the learner's file.
  static constexpr std::string_view kStub =
      "#!/bin/sh\n"
      "echo '{\"passed\": false, \"failures\": [{\"test\": \"it answers\","
      " \"file\": \"test.cc\", \"line\": 12, \"expectation\": \"CHECK( n == 5 "
      ")\", \"seen\": \"0 == 5\", \"steps\": [\"1. client A: connects\"]}]}'"
      " >\"$ONELOOP_VERDICT\"\nexit 1\n";
  static constexpr std::string_view kSolved =
      "#!/bin/sh\n"
      "echo '{\"passed\": true, \"failures\": []}' >\"$ONELOOP_VERDICT\"\n";
  /// The judge cannot run on this machine.
  static constexpr std::string_view kNotPossible =
      "#!/bin/sh\n"
      "echo '{\"passed\": false, \"skipped\": \"strace is missing\","
      " \"failures\": []}' >\"$ONELOOP_VERDICT\"\n";
  /// The compiler refuses this one.
  static constexpr std::string_view kBroken = "BROKEN\n";
  /// The compiler writes its process id to the fifo "started", with a child's
  /// behind it, and then does not end.
  static constexpr std::string_view kEndless = "ENDLESS\n";
  /// The same, but the judge, whose child has left its group and session.
  static constexpr std::string_view kHung =
      "#!/bin/sh\nsetsid sleep 600 &\n"
      "echo $$ $! >\"$(dirname \"$0\")/../../../../started\"\nwait\n";

  /// Waits until an endless compiler, or a hung judge, runs. Returns the
  /// processes it consists of.
  std::vector<pid_t> started() const;

 private:
  void writeExercise(const std::string& id, const std::string& before) const;

  testing::TemporaryFolder folder_;
};

/// Waits until none of these processes is there any more; false if one still
/// is at the deadline.
bool allGone(const std::vector<pid_t>& processes);

}  // namespace oneloop::tour
