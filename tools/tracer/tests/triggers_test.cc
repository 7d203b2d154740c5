#include <doctest/doctest.h>

#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "tools/tracer/triggers.h"

using namespace oneloop::tracer;
namespace testing = oneloop::testing;

TEST_CASE("the kernel's answers for level and edge are as recorded") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  const Trace trace = recordTriggers(ONELOOP_BIN "/level_edge");
  struct Answers {
    std::string title;
    int unread;
    bool level;
    bool edge;

    bool operator==(const Answers&) const = default;
  };
  std::vector<Answers> answers;
  const auto reported = [&trace](int place) {
    return trace.steps.at(static_cast<std::size_t>(place)).result == "1";
  };
  for (const auto& round : trace.rounds) {
    answers.push_back({round.title, round.unread, reported(round.level),
                       reported(round.edge)});
  }
  CHECK(answers == std::vector<Answers>{
                       {"2 bytes are written", 2, true, true},
                       {"nothing happens", 2, true, false},
                       {"1 byte is read", 1, true, false},
                       {"1 byte is written", 2, true, true},
                       {"nothing happens", 2, true, false},
                       {"2 bytes are read", 0, false, false},
                       {"1 byte is written", 1, true, true},
                       {"nothing happens", 1, true, false},
                       {"EPOLL_CTL_MOD", 1, true, true},
                       {"1 byte is read", 0, false, false},
                   });
  for (const Step& step : trace.steps) {
    CHECK_FALSE(step.note.empty());
    CHECK(step.source.has_value());
  }
}
