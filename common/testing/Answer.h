#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace oneloop::testing {

/// What the learner thinks the kernel will do, for exercises that predict.
///
///   Answer answer("kSecondSend", kSecondSend, {"1", "EPIPE"});
///   ...ask the kernel...
///   answer.compareWith(outcome(::send(...)));
class Answer {
 public:
  /// Throws Failure if it is not given yet, or is none of `choices`: before
  /// the kernel is asked, so that the story does not tell.
  Answer(std::string constant, std::string_view answer,
         std::initializer_list<std::string_view> choices);

  /// Throws Failure, telling what the kernel did, if it did something else.
  void compareWith(std::string_view kernel) const;

 private:
  std::string constant_;
  std::string answer_;
};

/// For exercises that measure: tells what was measured, in the story and on
/// stdout, which somebody who has passed can read.
void tellMeasured(std::string_view what);

/// For exercises that measure: throws Failure unless the learner's number is at
/// most `factor` times too large or too small (1: it must be exact).
void compareNumber(std::string_view name, double learners, double measured,
                   double factor);

}  // namespace oneloop::testing
