#include "common/testing/Answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "common/testing/Steps.h"
#include "common/testing/dontKnow.h"

namespace oneloop::testing {

Answer::Answer(std::string constant, std::string_view answer,
               std::initializer_list<std::string_view> choices)
    : constant_(std::move(constant)), answer_(answer) {
  if (answer == kDontKnow) {
    throw Failure(constant_, fmt::format("no answer yet. Choose: {}",
                                         fmt::join(choices, ", ")));
  }
  if (std::ranges::find(choices, answer) == choices.end()) {
    throw Failure(constant_, fmt::format("\"{}\" is none of the answers: {}",
                                         answer, fmt::join(choices, ", ")));
  }
}

void Answer::compareWith(std::string_view kernel) const {
  if (answer_ == kernel) return;
  throw Failure(constant_, fmt::format("you say \"{}\", the kernel says \"{}\"",
                                       answer_, kernel));
}

void tellMeasured(std::string_view what) {
  steps::add("measured", what);
  fmt::print("measured: {}\n", what);
}

void compareNumber(std::string_view name, double learners, double measured,
                   double factor) {
  if (learners == kDontKnowNumber) {
    throw Failure(name, "no number yet");
  }
  if (learners <= measured * factor && learners >= measured / factor) return;
  throw Failure(
      name, fmt::format("you say {:.4g}, measured {:.4g}", learners, measured));
}

}  // namespace oneloop::testing
