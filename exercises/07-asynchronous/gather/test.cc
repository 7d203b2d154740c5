#include <aio.h>
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "exercises/07-asynchronous/gather/gather.h"

namespace {

std::atomic<int> requests = 0;  // how often aio_read was called

}  // namespace

// The aio_read of this program: the C library's, and it counts.
extern "C" int aio_read(aiocb* request) noexcept {
  static const auto next =
      reinterpret_cast<int (*)(aiocb*)>(::dlsym(RTLD_NEXT, "aio_read"));
  ++requests;
  return next(request);
}

namespace oneloop::testing {
namespace {

struct Colleagues {
  std::array<Connection, 3> pairs{localPair(), localPair(), localPair()};

  std::vector<int> sockets() const {
    return {pairs[0].server.get(), pairs[1].server.get(),
            pairs[2].server.get()};
  }
  void answer(std::size_t i, const std::string& text) const {
    steps::add(fmt::format("colleague {}", i), "answers " + quoted(text));
    sendAll(pairs[i].client.get(), text);
  }
};

void expect(const std::vector<std::string>& got,
            const std::vector<std::string>& expected) {
  if (got.size() != expected.size()) {
    throw Failure("gather", fmt::format("returned {} answers, expected {}",
                                        got.size(), expected.size()));
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (got[i] == expected[i]) continue;
    throw Failure("gather", fmt::format("answer {} is {}, expected {}", i,
                                        quoted(got[i]), quoted(expected[i])));
  }
}

TEST_CASE("all answers are there, in the order of the sockets") {
  const Colleagues colleagues;
  colleagues.answer(1, "one");
  colleagues.answer(2, "two");
  colleagues.answer(0, "zero");
  const Deadline limit("gather");
  expect(gather(colleagues.sockets(), 100), {"zero", "one", "two"});
}

TEST_CASE("all reads are under way at the same time") {
  const Colleagues colleagues;
  requests = 0;
  std::size_t atTheSameTime = 0;
  const pid_t caller = ::gettid();
  bool callerSleepsInRead = false;
  std::thread other([&] {
    // Threads of glibc sleep in read, one for each request.
    const auto end = std::chrono::steady_clock::now() + kPatience / 2;
    while (atTheSameTime < 3 && std::chrono::steady_clock::now() < end) {
      atTheSameTime = procfs::threadsAsleepIn(::getpid(), "read");
      callerSleepsInRead = procfs::sleepingIn(caller).name == "read";
      std::this_thread::yield();
    }
    for (const std::size_t i : {2, 1, 0}) colleagues.answer(i, "done");
  });
  const Deadline limit("gather");
  const auto got = gather(colleagues.sockets(), 100);
  other.join();
  if (atTheSameTime < 3) {
    throw Failure(
        "gather",
        fmt::format(
            "{} of 3 reads are under way at the same time{}", atTheSameTime,
            callerSleepsInRead ? ", and the caller itself sleeps in it" : ""));
  }
  if (callerSleepsInRead) {
    throw Failure("gather", "the caller itself sleeps in read");
  }
  if (requests < 3) {
    throw Failure("gather",
                  fmt::format("calls aio_read {} times, not for each of 3 "
                              "sockets: the threads that sleep in read are not "
                              "those of POSIX AIO",
                              requests.load()));
  }
  expect(got, {"done", "done", "done"});
}

TEST_CASE("it returns when the last one has answered, not before") {
  const Colleagues colleagues;
  const pid_t caller = ::gettid();
  colleagues.answer(0, "zero");
  colleagues.answer(1, "one");
  bool slept = true;
  std::thread other([&] {
    try {
      procfs::waitUntilAsleepIn(caller, {"futex"}, kPatience / 2);
    } catch (const Failure&) {
      slept = false;
    }
    colleagues.answer(2, "two");
  });
  const Deadline limit("gather");
  const auto got = gather(colleagues.sockets(), 100);
  other.join();
  if (!slept) {
    throw Failure("gather",
                  "does not sleep in aio_suspend while one is missing");
  }
  expect(got, {"zero", "one", "two"});
}

TEST_CASE("a colleague who has left answers nothing") {
  Colleagues colleagues;
  colleagues.answer(0, "zero");
  colleagues.pairs[1].client.reset();
  colleagues.answer(2, "a long answer");
  const Deadline limit("gather");
  expect(gather(colleagues.sockets(), 6), {"zero", "", "a long"});
}

}  // namespace
}  // namespace oneloop::testing
