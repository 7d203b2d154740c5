#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oneloop::bench {

/// The timers of one library on one loop. Each has a number, from 0 on.
class Timers {
 public:
  virtual ~Timers() = default;

  /// After so many seconds, count one call. The number must be free.
  virtual void add(std::size_t number, double seconds) = 0;
  /// The timer will not be called; its number is free.
  virtual void cancel(std::size_t number) = 0;
  /// Runs the loop until so many timers have been called since the last time.
  virtual void run(std::size_t calls) = 0;
};

struct Contender {
  std::string name;
  std::string version;
  /// Timers with room for the numbers below `size`.
  std::function<std::unique_ptr<Timers>(std::size_t size)> make;
};

/// Those that were built in. Each library's file adds its own.
std::vector<Contender>& contenders();

/// For a static variable in a library's file.
struct Registration {
  explicit Registration(Contender contender) {
    contenders().push_back(std::move(contender));
  }
};

}  // namespace oneloop::bench
