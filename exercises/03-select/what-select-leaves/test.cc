#include <doctest/doctest.h>
#include <sys/select.h>

#include <algorithm>
#include <initializer_list>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/03-select/what-select-leaves/questions.h"

namespace oneloop::testing {
namespace {

fd_set setOf(std::initializer_list<int> fds) {
  fd_set set;
  FD_ZERO(&set);
  for (const int fd : fds) FD_SET(fd, &set);
  return set;
}

std::string tell(std::string result) {
  steps::add("the kernel", "select: " + result);
  return result;
}

TEST_CASE("question 1: the other bit") {
  const Answer answer("kIdleBit", kIdleBit, {"yes", "no"});
  const Fd idle = makeEvent();
  const Fd ready = makeEvent(1);
  fd_set set = setOf({idle.get(), ready.get()});
  const int highest = std::max(idle.get(), ready.get());
  CHECK(::select(highest + 1, &set, nullptr, nullptr, nullptr) == 1);
  CHECK(FD_ISSET(ready.get(), &set));
  answer.compareWith(tell(FD_ISSET(idle.get(), &set) ? "yes" : "no"));
}

TEST_CASE("question 2: the timeout") {
  const Answer answer("kTimeout", kTimeout, {"20 ms", "0 ms"});
  timeval timeout{0, 20'000};
  CHECK(::select(0, nullptr, nullptr, nullptr, &timeout) == 0);
  answer.compareWith(tell(
      std::to_string(timeout.tv_sec * 1000 + timeout.tv_usec / 1000) + " ms"));
}

TEST_CASE("question 3: readable and writable") {
  const Answer answer("kCount", kCount, {"1", "2"});
  const Fd both = makeEvent(1);
  fd_set readable = setOf({both.get()});
  fd_set writable = readable;
  answer.compareWith(tell(outcome(
      ::select(both.get() + 1, &readable, &writable, nullptr, nullptr))));
}

TEST_CASE("question 4: nfds is too small") {
  const Answer answer("kTooSmall", kTooSmall, {"0", "1", "EINVAL"});
  const Fd ready = makeEvent(1);
  fd_set set = setOf({ready.get()});
  timeval noWait{};
  answer.compareWith(
      tell(outcome(::select(ready.get(), &set, nullptr, nullptr, &noWait))));
}

TEST_CASE("question 5: a closed descriptor") {
  const Answer answer("kClosed", kClosed, {"0", "1", "2", "EBADF"});
  const Fd ready = makeEvent(1);
  Fd closed = makeEvent();
  fd_set set = setOf({ready.get(), closed.get()});
  const int highest = std::max(ready.get(), closed.get());
  closed.reset();
  timeval noWait{};
  answer.compareWith(
      tell(outcome(::select(highest + 1, &set, nullptr, nullptr, &noWait))));
}

}  // namespace
}  // namespace oneloop::testing
