#include "tools/tour/exercises/layout.h"

#include <doctest/doctest.h>

#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using layout::prose;

TEST_CASE("prose is joined, and broken before column 80") {
  CHECK(prose("one\ntwo\n") == "one two\n");
  CHECK(prose("one\n\ntwo", 2) == "  one\n\n  two\n");
  const std::string word(30, 'x');
  CHECK(prose(word + " " + word + " " + word) ==
        word + " " + word + "\n" + word + "\n");
}

TEST_CASE("lists and code keep their lines") {
  CHECK(prose("to do:\n- this\n  code\n1. that\n2. more") ==
        "to do:\n- this\n  code\n1. that\n2. more\n");
}

TEST_CASE("letters are counted, not bytes") {
  CHECK(layout::width("│ é ✓") == 5);
}

TEST_CASE("a text of many lines stays in the second column") {
  CHECK(layout::labelled("seen", "one\ntwo") ==
        "  seen       one\n             two\n");
}

TEST_CASE("what a program printed cannot drive the terminal") {
  CHECK(layout::printable("a\x1b[2J\tb\r\n│") == "a?[2J b?\n│");
}

TEST_CASE("of a long text the last lines are left") {
  CHECK(layout::lastLines("1\n2\n3\n", 2) == "2\n3\n");
  CHECK(layout::lastLines("1\n2\n3\n", 3) == "1\n2\n3\n");
  CHECK(layout::lastLines("1\n2\n3\n", 9) == "1\n2\n3\n");
  CHECK(layout::lastLines("", 2) == "");
}

TEST_CASE("the bar is full only at the end") {
  CHECK(layout::bar(0, 0, 4) == "[----]");
  CHECK(layout::bar(1, 3, 4) == "[#---]");
  CHECK(layout::bar(3, 3, 4) == "[####]");
}

}  // namespace
}  // namespace oneloop::tour
