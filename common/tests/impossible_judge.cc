// The judge of no exercise: it needs what no machine has. Needs_test.cc runs
// it.

#include <doctest/doctest.h>

#include "common/testing/Needs.h"

namespace oneloop::testing {
namespace {

const Needs nothing([] { return std::string(); });
const Needs abacus([] { return std::string("there is no abacus"); });

TEST_CASE("it counts") { CHECK(false); }

}  // namespace
}  // namespace oneloop::testing
