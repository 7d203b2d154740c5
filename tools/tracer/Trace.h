#pragma once

#include <optional>
#include <string>
#include <vector>

namespace oneloop::tracer {

/// Where in the chapter's source a call was made.
struct SourceLine {
  std::string file;  // below the project's folder: "chapters/..."
  int line = 0;
  std::string text;

  bool operator==(const SourceLine&) const = default;
};

/// One line of the replay: a system call of the server, or what a client does.
///
/// A call that slept until somebody else did something is two steps, kEnter
/// and kReturn; every other call is one, kWhole.
struct Step {
  enum class Phase { kEnter, kReturn, kWhole };

  double at = 0;  // milliseconds since the first step
  std::string lane;
  std::string call;
  std::string arguments;              // as strace prints them, shortened
  std::optional<std::string> result;  // nothing on kEnter, or if prepared
  std::optional<std::string> error;   // "EAGAIN"
  std::optional<std::string> descriptor;
  std::optional<std::string> opens;  // the new descriptor that it returns
  double waited = 0;  // milliseconds asleep in the call; only on kReturn
  Phase phase = Phase::kWhole;
  std::optional<std::string> bytes;
  int times = 1;                     // a run of the same call, folded
  std::vector<std::string> watched;  // select, poll: all it asks about
  std::vector<std::string> ready;    // select, poll, epoll_wait: the answer
  std::string note;                  // one or two sentences for the reader
  std::optional<SourceLine> source;
};

/// A recorded run of one program: what a figure of the book replays.
struct Trace {
  struct Lane {
    std::string id;
    std::string label;
    std::string kind;  // "thread" or "client"

    bool operator==(const Lane&) const = default;
  };
  struct Descriptor {
    std::string id;  // two connections may have had the same number
    int number = -1;
    std::string label;

    bool operator==(const Descriptor&) const = default;
  };

  /// Only in the trace of level against edge triggering: one thing that
  /// happens to the pipe, and what the two triggers answer then.
  struct Round {
    std::string title;
    int unread = 0;          // bytes in the pipe
    std::optional<int> act;  // places in `steps`
    int level = -1;
    int edge = -1;

    bool operator==(const Round&) const = default;
  };

  std::string chapter;
  std::string program;
  std::string command;
  std::string story;
  std::string kernel;
  std::vector<Lane> lanes;
  std::vector<Descriptor> descriptors;
  std::vector<Step> steps;
  std::vector<Round> rounds;
};

/// The format is described in the comment of Trace.cc.
std::string toJson(const Trace& trace);
/// Throws std::runtime_error if `text` is not what toJson makes.
Trace fromJson(const std::string& text);

/// The first differences between two recordings of one program, a line each;
/// empty if they tell the same. What differs from run to run is not compared:
/// times, how often a folded call was made, the kernel.
std::vector<std::string> differences(const Trace& expected,
                                     const Trace& actual);

}  // namespace oneloop::tracer
