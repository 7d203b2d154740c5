#include "common/testing/Needs.h"

#include <doctest/doctest.h>

#include "common/testing/Process.h"
#include "common/testing/TemporaryFolder.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a judge that lacks something runs no test and says what") {
  const TemporaryFolder folder;
  const auto verdict = folder.path() / "verdict.json";
  Process judge({ONELOOP_IMPOSSIBLE_JUDGE},
                {.environment = {"ONELOOP_VERDICT=" + verdict.string()}});
  CHECK(judge.readRest() == "[SKIPPED] there is no abacus\n");
  CHECK(judge.wait() == ExitStatus{});
  CHECK(folder.read("verdict.json") ==
        R"({
  "failures": [],
  "passed": false,
  "skipped": "there is no abacus"
}
)");
}

}  // namespace
}  // namespace oneloop::testing
