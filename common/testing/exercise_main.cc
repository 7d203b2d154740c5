// main for the judge of an exercise: doctest, and a listener that keeps the
// verdict (Verdict.h). A judge ends by itself, whatever the learner's code
// does: after kLongest, when a sanitizer stops it, and after the first test
// that fails because it waited in vain.

// Without doctest's own handlers a crash is the sanitizer's: its report names
// the line.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/Verdict.h"
#include "common/testing/descriptorLimit.h"

// There when the program is compiled with a sanitizer.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(
    void (*callback)());

namespace oneloop::testing {
namespace {

constexpr std::chrono::milliseconds kLongest{8'000};
constexpr double kSlow = 1;  // seconds

pid_t judge = 0;  // not one of its children

void onSanitizerReport() {
  if (::getpid() != judge) return;
  verdict::fail("a sanitizer stopped the program", "its report is above");
  verdict::write();
}

class VerdictListener : public doctest::IReporter {
 public:
  explicit VerdictListener(const doctest::ContextOptions&) {}

  void test_run_start() override {
    judge = ::getpid();
    if (__sanitizer_set_death_callback) {
      __sanitizer_set_death_callback(onSanitizerReport);
    }
    raiseDescriptorLimit();
    limit_.emplace("the exercise", kLongest);
  }
  void test_case_start(const doctest::TestCaseData& test) override {
    steps::clear();
    const std::filesystem::path file(test.m_file.c_str());
    verdict::begin(test.m_name, file.filename().string(),
                   static_cast<int>(test.m_line));
  }
  void test_case_reenter(const doctest::TestCaseData&) override {
    steps::clear();
  }
  void log_assert(const doctest::AssertData& it) override {
    if (!it.m_failed) return;
    const std::string expectation =
        std::string(doctest::assertString(it.m_at)) + "( " + it.m_expr + " )";
    const char* seen =
        it.m_threw ? it.m_exception.c_str() : it.m_decomp.c_str();
    verdict::fail(expectation, seen, nameOf(it.m_file), it.m_line);
  }
  void log_message(const doctest::MessageData& it) override {
    if (it.m_severity == doctest::assertType::is_warn) return;
    verdict::fail(it.m_string.c_str(), {}, nameOf(it.m_file), it.m_line);
  }
  void test_case_exception(const doctest::TestCaseException& it) override {
    verdict::fail(it.error_string.c_str());
  }
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    if (stats.testCaseSuccess) return;
    std::cout << "The steps of this test:\n" << steps::story() << std::flush;
    if (stats.seconds < kSlow) return;
    verdict::write();
    ::_exit(1);  // the learner waits: one failure is enough
  }
  void test_run_end(const doctest::TestRunStats&) override {
    limit_.reset();
    verdict::write();
  }

  void report_query(const doctest::QueryData&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  static std::string nameOf(const char* file) {
    return std::filesystem::path(file).filename().string();
  }

  std::optional<Deadline> limit_;
};

}  // namespace
}  // namespace oneloop::testing

// The reason alone: the listener prints the story once, behind it.
REGISTER_EXCEPTION_TRANSLATOR(const oneloop::testing::Failure& failure) {
  return (failure.who() + ": " + failure.reason()).c_str();
}

using oneloop::testing::VerdictListener;
DOCTEST_REGISTER_LISTENER("verdict", 1, VerdictListener);
