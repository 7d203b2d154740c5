#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/12-wakeup/eight-bytes/questions.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

/// An eventfd that tells what is done to it.
class Counter {
 public:
  std::string write(std::uint64_t n, std::size_t bytes = sizeof n) {
    const std::string result = outcome(::write(event_.get(), &n, bytes));
    steps::add("the kernel", "write of " + std::to_string(bytes) +
                                 " bytes, the number " + std::to_string(n) +
                                 ": " + result);
    return result;
  }
  std::string read() {
    const std::string result =
        outcome(::read(event_.get(), &number, sizeof number));
    steps::add("the kernel", "read of 8 bytes: " + result + ", the number " +
                                 std::to_string(number));
    return result;
  }

  std::uint64_t number = 0;  // of the last read

 private:
  const Fd event_ = makeEvent();
};

TEST_CASE("questions 1 to 4: an eventfd") {
  const Answer oneRead("kOneRead", kOneRead, {"1", "3"});
  const Answer secondRead("kSecondRead", kSecondRead, {"0", "8", "EAGAIN"});
  const Answer fourBytes("kFourBytes", kFourBytes, {"4", "EINVAL"});
  const Answer full("kFull", kFull, {"8", "EAGAIN", "EOVERFLOW"});
  {
    Counter counter;
    for (int i = 0; i < 3; ++i) counter.write(1);
    counter.read();
    oneRead.compareWith(std::to_string(counter.number));
    secondRead.compareWith(counter.read());
  }
  {
    Counter counter;
    fourBytes.compareWith(counter.write(1, 4));
    counter.write(std::numeric_limits<std::uint64_t>::max() - 1);
    full.compareWith(counter.write(1));
  }
}

TEST_CASE("questions 5 and 6: a loop") {
  const Answer run("kRunInLoop", kRunInLoop, {"before", "after"});
  const Answer functor("kFunctorOfFunctor", kFunctorOfFunctor,
                       {"same", "different"});
  EventLoop loop;
  bool ran = false;
  loop.runInLoop([&] { ran = true; });
  run.compareWith(ran ? "before" : "after");

  std::int64_t f = 0;
  std::int64_t g = 0;
  loop.queueInLoop([&] {
    f = loop.iteration();
    steps::add("f", "runs in iteration " + std::to_string(f));
    loop.queueInLoop([&] {
      g = loop.iteration();
      steps::add("g", "runs in iteration " + std::to_string(g));
      loop.quit();
    });
  });
  const Deadline limit("loop");
  loop.loop();
  functor.compareWith(f == g ? "same" : "different");
}

}  // namespace
}  // namespace oneloop::testing
