#include <event2/event.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "tools/timer_bench/Contender.h"

namespace oneloop::bench {
namespace {

class LibeventTimers : public Timers {
 public:
  LibeventTimers(std::size_t size, int flags) : events_(size) {
    event_config* const config = event_config_new();
    event_config_set_flag(config, flags);
    base_.reset(event_base_new_with_config(config));
    event_config_free(config);
  }

  void add(std::size_t number, double seconds) override {
    events_[number].reset(evtimer_new(base_.get(), call, this));
    const auto whole = static_cast<time_t>(seconds);
    const double rest = (seconds - static_cast<double>(whole)) * 1e6;
    const timeval delay{whole, static_cast<suseconds_t>(rest)};
    evtimer_add(events_[number].get(), &delay);
  }
  void cancel(std::size_t number) override { events_[number].reset(); }
  void run(std::size_t calls) override {
    left_ = calls;
    event_base_loop(base_.get(), 0);
  }

 private:
  static void call(evutil_socket_t, short, void* self) {
    auto& timers = *static_cast<LibeventTimers*>(self);
    if (--timers.left_ == 0) event_base_loopbreak(timers.base_.get());
  }

  struct Free {
    void operator()(event_base* base) const { event_base_free(base); }
    void operator()(event* event) const { event_free(event); }  // and deletes
  };

  std::unique_ptr<event_base, Free> base_;
  std::vector<std::unique_ptr<event, Free>> events_;
  std::size_t left_ = 0;
};

Contender contender(const char* name, int flags) {
  return {name, event_get_version(), [flags](std::size_t size) {
            return std::make_unique<LibeventTimers>(size, flags);
          }};
}

const Registration kPrecise(contender("libevent",
                                      EVENT_BASE_FLAG_PRECISE_TIMER));
// Its default reads a clock that moves every few milliseconds.
const Registration kCoarse(contender("libevent, coarse clock", 0));

}  // namespace
}  // namespace oneloop::bench
