#include "tools/tour/TestReport.h"

#include <doctest/doctest.h>

namespace oneloop::tour {
namespace {

// As CTest 3.25 writes it.
constexpr std::string_view kReport =
    R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="5" failures="1" disabled="0" skipped="3">
  <testcase name="one" classname="one" time="0.001" status="run">
    <system-out>[SKIPPED] is only a word here</system-out>
  </testcase>
  <testcase name="two" classname="two" time="0.001" status="fail">
    <failure message=""/>
    <system-out></system-out>
  </testcase>
  <testcase name="&lt;3&gt; &amp; &quot;more&quot;" classname="" status="notrun">
    <skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
    <system-out>[doctest] run
[SKIPPED] io_uring is not allowed here
[doctest] done
</system-out>
  </testcase>
  <testcase name="four" classname="" time="0.001" status="notrun">
    <skipped message="SKIP_RETURN_CODE=77"/>
    <system-out></system-out>
  </testcase>
  <testcase name="five" classname="five" time="0" status="notrun">
    <skipped message="Unable to find executable"/>
    <system-out>Unable to find executable: /nonexistent</system-out>
  </testcase>
</testsuite>
)xml";

TEST_CASE("a skipped test is neither passed nor failed, and says why") {
  const TestReport report = TestReport::parse(kReport);
  CHECK(report.passed == 1);
  REQUIRE(report.skipped.size() == 2);
  CHECK(report.skipped[0].name == "<3> & \"more\"");
  CHECK(report.skipped[0].reason == "io_uring is not allowed here");
  CHECK(report.skipped[1].name == "four");
  CHECK(report.skipped[1].reason == "");
}

TEST_CASE("a test that CTest could not start has failed") {
  CHECK(TestReport::parse(kReport).failed == 2);
}

TEST_CASE("no report, and half a report, count what is there") {
  CHECK(TestReport::parse("").passed == 0);
  const auto half = kReport.substr(0, kReport.find("two"));
  CHECK(TestReport::parse(half).passed == 1);
}

}  // namespace
}  // namespace oneloop::tour
