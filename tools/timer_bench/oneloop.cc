#include <cstddef>
#include <memory>
#include <vector>

#include "oneloop/EventLoop.h"
#include "tools/timer_bench/Contender.h"

namespace oneloop::bench {
namespace {

class OneloopTimers : public Timers {
 public:
  explicit OneloopTimers(std::size_t size) : ids_(size) {}

  void add(std::size_t number, double seconds) override {
    ids_[number] = loop_.runAfter(seconds, [this] {
      if (--left_ == 0) loop_.quit();
    });
  }
  void cancel(std::size_t number) override { loop_.cancel(ids_[number]); }
  void run(std::size_t calls) override {
    left_ = calls;
    loop_.loop();
  }

 private:
  EventLoop loop_;
  std::vector<TimerId> ids_;
  std::size_t left_ = 0;
};

const Registration kOneloop({"oneloop", "chapter 13", [](std::size_t size) {
                               return std::make_unique<OneloopTimers>(size);
                             }});

}  // namespace
}  // namespace oneloop::bench
