// main for the doctest programs. A listener clears the story of steps before
// each test and prints it after a failed one.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <iostream>

#include "common/testing/Steps.h"
#include "common/testing/descriptorLimit.h"

namespace {

using oneloop::testing::steps::clear;
using oneloop::testing::steps::story;

struct StepsListener : doctest::IReporter {
  explicit StepsListener(const doctest::ContextOptions&) {}

  void test_run_start() override { oneloop::testing::raiseDescriptorLimit(); }
  void test_case_start(const doctest::TestCaseData&) override { clear(); }
  void test_case_reenter(const doctest::TestCaseData&) override { clear(); }
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    const std::string steps = story();
    if (!stats.testCaseSuccess && !steps.empty()) {
      std::cout << "The steps of this test:\n" << steps;
    }
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

}  // namespace

DOCTEST_REGISTER_LISTENER("steps", 1, StepsListener);
