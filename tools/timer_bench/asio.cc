#include <fmt/format.h>

#include <asio.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "tools/timer_bench/Contender.h"

namespace oneloop::bench {
namespace {

class AsioTimers : public Timers {
 public:
  explicit AsioTimers(std::size_t size) : timers_(size) {}

  void add(std::size_t number, double seconds) override {
    asio::steady_timer& timer = timers_[number].emplace(context_);
    timer.expires_after(
        std::chrono::duration_cast<asio::steady_timer::duration>(
            std::chrono::duration<double>(seconds)));
    timer.async_wait([this](asio::error_code error) {
      if (!error && --left_ == 0) context_.stop();
    });
  }
  // The handler is called then, too, with an error; poll runs it.
  void cancel(std::size_t number) override {
    timers_[number].reset();
    context_.poll();
  }
  void run(std::size_t calls) override {
    left_ = calls;
    context_.restart();
    context_.run();
  }

 private:
  asio::io_context context_{1};  // one thread: it may leave out its locks
  std::vector<std::optional<asio::steady_timer>> timers_;
  std::size_t left_ = 0;
};

const Registration kAsio(
    {"asio",
     fmt::format("{}.{}.{}", ASIO_VERSION / 100'000, ASIO_VERSION / 100 % 1'000,
                 ASIO_VERSION % 100),
     [](std::size_t size) { return std::make_unique<AsioTimers>(size); }});

}  // namespace
}  // namespace oneloop::bench
