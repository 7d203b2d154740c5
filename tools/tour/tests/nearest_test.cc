#include "tools/tour/nearest.h"

#include <doctest/doctest.h>

namespace oneloop::tour {
namespace {

const std::vector<std::string> kCommands{"list",  "run",    "test",
                                         "which", "doctor", "help"};

TEST_CASE("the nearest name is the one with the fewest typing errors") {
  CHECK(nearest("tets", kCommands) == "test");       // swapped
  CHECK(nearest("tset", kCommands) == "test");       // swapped
  CHECK(nearest("tst", kCommands) == "test");        // one missing
  CHECK(nearest("docktor", kCommands) == "doctor");  // one too many
  CHECK(nearest("wjich", kCommands) == "which");     // one wrong
  CHECK(nearest("HELP", kCommands) == "help");       // the case does not count
}

TEST_CASE("a swap costs less than two wrong letters") {
  CHECK(nearest("ab", {"cd", "ba"}) == "ba");
  CHECK(nearest("form", {"fear", "from"}) == "from");
}

TEST_CASE("a name that contains the word is nearer than a short one") {
  CHECK(nearest("thread", {"echo_blocking", "echo_thread_per_connection"}) ==
        "echo_thread_per_connection");
}

TEST_CASE("every word has a nearest name, however far it is") {
  CHECK(nearest("", kCommands) == "run");
  CHECK(nearest("x", {"only"}) == "only");
  CHECK_FALSE(nearest(std::string(1000, 'q'), kCommands).empty());
}

TEST_CASE("the suggestion is one sentence") {
  CHECK(didYouMean("command", "tset", kCommands) ==
        "no command 'tset'; did you mean 'test'?");
  CHECK(didYouMean("option", "--jbos", {"--jobs"}, " of 'test'") ==
        "no option '--jbos' of 'test'; did you mean '--jobs'?");
}

}  // namespace
}  // namespace oneloop::tour
