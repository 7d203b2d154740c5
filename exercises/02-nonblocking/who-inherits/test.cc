#include <doctest/doctest.h>
#include <poll.h>

#include <string>

#include "common/connectTo.h"
#include "common/testing/Answer.h"
#include "common/testing/Child.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/02-nonblocking/who-inherits/questions.h"

namespace oneloop::testing {
namespace {

Answer yesOrNo(std::string constant, std::string_view answer) {
  return {std::move(constant), answer, {"yes", "no"}};
}

std::string isNonBlockingNow(const Fd& fd) {
  std::string result = isNonBlocking(fd.get()) ? "yes" : "no";
  steps::add("the kernel", "non-blocking? " + result);
  return result;
}

TEST_CASE("question 1: accept from a non-blocking listener") {
  const Answer answer = yesOrNo("kAccepted", kAccepted);
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  const Fd client = connectTo(listener.address);
  REQUIRE(pollFor(listener.fd(), POLLIN) == POLLIN);  // accept does not wait
  const Fd accepted(::accept(listener.fd(), nullptr, nullptr));
  answer.compareWith(isNonBlockingNow(accepted));
}

TEST_CASE("question 2: dup") {
  const Answer answer = yesOrNo("kDuplicated", kDuplicated);
  const Connection ends = localPair();
  const Fd copy = duplicate(ends.server);
  setNonBlocking(copy.get());
  answer.compareWith(isNonBlockingNow(ends.server));
}

TEST_CASE("question 3: fork") {
  const Answer answer = yesOrNo("kParents", kParents);
  const Connection ends = localPair();
  Child child([&] {
    setNonBlocking(ends.server.get());
    return 0;
  });
  CHECK(child.wait() == ExitStatus{});
  answer.compareWith(isNonBlockingNow(ends.server));
}

TEST_CASE("question 4: the other end") {
  const Answer answer = yesOrNo("kOtherEnd", kOtherEnd);
  const Connection ends = localPair();
  setNonBlocking(ends.server.get());
  answer.compareWith(isNonBlockingNow(ends.client));
}

TEST_CASE("question 5: MSG_DONTWAIT") {
  const Answer answer = yesOrNo("kAfterDontWait", kAfterDontWait);
  const Connection ends = localPair();
  char byte = 0;
  CHECK(outcome(::recv(ends.server.get(), &byte, 1, MSG_DONTWAIT)) == "EAGAIN");
  answer.compareWith(isNonBlockingNow(ends.server));
}

}  // namespace
}  // namespace oneloop::testing
