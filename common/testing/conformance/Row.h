#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::testing::conformance {

/// How a server fared in a scenario.
enum class Verdict {
  kSurvives,  // every client got what it was owed
  kStalls,    // a client waits for as long as another one pleases
  kRefuses,   // some clients are turned away, the others are served
  kSpins,     // it uses a processor while there is nothing to do
};
std::string_view toString(Verdict verdict);

/// A server of one chapter, and what it declares: the lines of the chapter's
/// conformance.toml.
///
///   [[server]]
///   command = ["echo_epoll", "--trigger", "edge"]
///   calls = ["accept", "recv", "send", "epoll_wait", "epoll_ctl"]
///   needs = "io_uring"   # where the kernel may lack what it is made with
///
///   [server.lessons]   # where this model must fail; all else it survives
///   crowd = { verdict = "refuses", because = "why" }
struct Row {
  struct Lesson {
    Verdict verdict = Verdict::kSurvives;
    std::string because;
  };

  std::string chapter;               // "05-epoll"
  std::vector<std::string> command;  // its first word is the program's path
  std::string name;                  // "echo_epoll --trigger edge"
  std::vector<std::string> calls;    // to be made to fail, see faults.cc
  std::map<std::string, Lesson> lessons;  // by scenario id
  std::string needs;  // "io_uring", or nothing that may be missing

  Verdict expected(const std::string& scenario) const;

  /// Why the server cannot run on this machine; empty if it can.
  std::string missing() const;
};

/// The rows of all chapters, in reading order. Throws std::runtime_error with
/// the file and the line if a conformance.toml is wrong.
std::vector<Row> loadRows();

}  // namespace oneloop::testing::conformance
