// main for the judge of an exercise: doctest, and a listener that keeps the
// verdict (Verdict.h). A judge ends by itself, whatever the learner's code
// does: after kLongest, when a sanitizer stops it, and after the first test
// that fails because it waited in vain. If this machine lacks what it needs
// (Needs.h), it says so, and runs no test.
//
// The thread that watches the time holds nothing and touches nothing until
// then, so that a test may still fork (Child.h).

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
#include "common/testing/Needs.h"
#include "common/testing/Steps.h"
#include "common/testing/Verdict.h"
#include "common/testing/descriptorLimit.h"

// There when the program is compiled with sanitizers.
extern "C" {
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());
__attribute__((weak)) const char* __asan_get_report_description();
__attribute__((weak)) void __ubsan_get_current_report_data(
    const char** kind, const char** message, const char** file, unsigned* line,
    unsigned* column, char** address);
}

namespace oneloop::testing {
namespace {

constexpr std::chrono::milliseconds kLongest{8'000};
constexpr double kSlow = 1;  // seconds

pid_t judge = 0;  // not one of its children

void onSanitizerReport() {
  if (::getpid() != judge) return;
  const char* const what =
      __asan_get_report_description ? __asan_get_report_description() : nullptr;
  verdict::crash("a sanitizer stopped the program",
                 what && *what ? what : "see stderr");
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
    if (const auto why = Needs::missing(); !why.empty()) verdict::skip(why);
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
    verdict::finish();
    ::_exit(1);  // the learner waits: one failure is enough
  }
  void test_run_end(const doctest::TestRunStats&) override {
    limit_.reset();
    verdict::finish();
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

extern "C" {
// AddressSanitizer asks: a program that aborts is a report, too, and so is the
// use of a local variable of a function that has returned.
const char* __asan_default_options() {
  return "handle_abort=1:detect_stack_use_after_return=1";
}

// UBSan calls it for each report, before it ends the program.
void __ubsan_on_report() {
  using namespace oneloop::testing;
  if (::getpid() != judge || !__ubsan_get_current_report_data) return;
  const char *kind, *message, *file;
  unsigned line, column;
  char* address;
  __ubsan_get_current_report_data(&kind, &message, &file, &line, &column,
                                  &address);
  const auto name = std::filesystem::path(file).filename().string();
  verdict::crash("a sanitizer stopped the program",
                 name + ":" + std::to_string(line) + ": " + message);
}
}

// The reason alone: the listener prints the story once, behind it.
REGISTER_EXCEPTION_TRANSLATOR(const oneloop::testing::Failure& failure) {
  return (failure.who() + ": " + failure.reason()).c_str();
}

using oneloop::testing::VerdictListener;
DOCTEST_REGISTER_LISTENER("verdict", 1, VerdictListener);
