#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <future>
#include <limits>
#include <string>
#include <vector>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThreadPool.h"

namespace oneloop::testing {
namespace {

/// A started pool whose threads are called loop0, loop1, ...
class Pool {
 public:
  explicit Pool(int threads) {
    steps::add("program", fmt::format("a pool with {} threads", threads));
    pool.setThreadNum(threads);
    pool.start();
  }

  /// The thread of a loop: "loop1", "base"; it is asked itself.
  std::string nameOf(EventLoop* loop) {
    if (loop == nullptr) return "nullptr";
    if (loop == &base_) return "base";
    std::promise<std::string> name;
    loop->runInLoop([&] { name.set_value(CurrentThread::name()); });
    return name.get_future().get();
  }
  std::string next(int times) {
    std::vector<std::string> names;
    for (int i = 0; i < times; ++i) names.push_back(nameOf(pool.getNextLoop()));
    return tell("getNextLoop", names);
  }
  std::string forHashes(const std::vector<std::size_t>& hashes) {
    std::vector<std::string> names;
    for (const std::size_t hash : hashes) {
      names.push_back(nameOf(pool.getLoopForHash(hash)));
    }
    return tell("getLoopForHash", names);
  }
  std::string all() {
    std::vector<std::string> names;
    for (EventLoop* loop : pool.getAllLoops()) names.push_back(nameOf(loop));
    return tell("getAllLoops", names);
  }

 private:
  static std::string tell(const char* call,
                          const std::vector<std::string>& names) {
    std::string text = fmt::format("{}", fmt::join(names, ", "));
    steps::add(call, text);
    return text;
  }

  const Deadline limit_{"the pool"};
  EventLoop base_;

 public:
  EventLoopThreadPool pool{&base_, "loop"};
};

TEST_CASE("three loops take turns") {
  Pool pool(3);
  CHECK(pool.next(3) == "loop0, loop1, loop2");
  CHECK(pool.next(4) == "loop0, loop1, loop2, loop0");
}

TEST_CASE("the same hash is always the same loop") {
  Pool pool(2);
  CHECK(pool.forHashes({7, 8, 7, 8}) == "loop1, loop0, loop1, loop0");
  pool.next(1);
  CHECK(pool.forHashes({7}) == "loop1");
}

TEST_CASE("a hash may be any number") {
  Pool pool(3);
  constexpr std::size_t kLarge = std::size_t{1} << 40;
  CHECK(pool.forHashes({kLarge, kLarge + 1}) == "loop1, loop2");
  CHECK(pool.forHashes({std::numeric_limits<std::size_t>::max()}) == "loop0");
}

TEST_CASE("all loops are those of the threads") {
  Pool pool(3);
  CHECK(pool.all() == "loop0, loop1, loop2");
}

TEST_CASE("without threads the base loop does it all") {
  Pool pool(0);
  CHECK(pool.next(2) == "base, base");
  CHECK(pool.forHashes({0, 7}) == "base, base");
  CHECK(pool.all() == "base");
}

}  // namespace
}  // namespace oneloop::testing
