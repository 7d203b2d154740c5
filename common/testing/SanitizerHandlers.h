#pragma once

#include <array>
#include <csignal>

namespace oneloop::testing {

/// The handlers with which a sanitizer reports a crash. A Child starts with the
/// default ones; a learner needs the report, so it is given these again.
class SanitizerHandlers {
 public:
  SanitizerHandlers() {
    for (Handler& it : handlers_) {
      ::sigaction(it.signal, nullptr, &it.action);
    }
  }
  void install() const {
    for (const Handler& it : handlers_) {
      ::sigaction(it.signal, &it.action, nullptr);
    }
  }

 private:
  struct Handler {
    int signal;
    struct sigaction action;
  };
  std::array<Handler, 3> handlers_{
      {{SIGABRT, {}}, {SIGFPE, {}}, {SIGSEGV, {}}}};
};

}  // namespace oneloop::testing
