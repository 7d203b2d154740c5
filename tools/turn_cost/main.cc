// turn_cost: the instructions of one turn of an EventLoop that finds one
// descriptor ready, by part.
//
//   cmake --preset release
//   cmake --build --preset release --target turn_cost
//   build/release/bin/turn_cost
//
// It runs itself under callgrind, for some turns and for more of them; the
// difference is what the additional turns took. The kernel's share is not in
// it.

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/Process.h"
#include "oneloop/EventLoop.h"

namespace oneloop {
namespace {

namespace fs = std::filesystem;

constexpr int kFew = 1'000;
constexpr int kMany = 3'000;

/// Turns of a loop: an eventfd that nobody reads is ready in each.
void turn(int times) {
  EventLoop loop;
  const Fd ready(check("eventfd", ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC)));
  Channel channel(&loop, ready.get());
  int left = times;
  channel.setReadCallback([&](Timestamp) {
    if (--left == 0) loop.quit();
  });
  channel.enableReading();
  loop.loop();
}

/// What each function has executed itself, from a file of callgrind whose names
/// are not compressed.
std::map<std::string, std::int64_t> costs(const fs::path& file) {
  std::map<std::string, std::int64_t> found;
  std::ifstream stream(file);
  std::string function;
  bool called = false;  // the next cost is that of a call, callees included
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("fn=")) {
      function = line.substr(3);
    } else if (line.starts_with("calls=")) {
      called = true;
    } else if (!line.empty() && line[0] >= '0' && line[0] <= '9') {
      if (!called) found[function] += std::stoll(line.substr(line.find(' ')));
      called = false;
    }
  }
  return found;
}

std::map<std::string, std::int64_t> costsOfTurns(int times) {
  const fs::path file =
      fs::temp_directory_path() / fmt::format("turn_cost-{}", ::getpid());
  testing::Process valgrind(
      {"valgrind", "-q", "--tool=callgrind", "--compress-strings=no",
       "--compress-pos=no", "--callgrind-out-file=" + file.string(),
       fs::read_symlink("/proc/self/exe"), "--turns", std::to_string(times)});
  if (const auto status = valgrind.wait(); status != testing::ExitStatus{}) {
    throw std::runtime_error(
        fmt::format("valgrind: {}: {}", status.toString(), valgrind.errors()));
  }
  auto found = costs(file);
  fs::remove(file);
  return found;
}

struct Part {
  std::string_view name;
  bool own;  // the library's own, not the clock's or the callback's
  std::vector<std::string_view> functions;  // their names begin like this
  double instructions = 0;
};

std::array<Part, 6> measure() {
  std::array<Part, 6> parts{
      Part{"EventLoop", true, {"oneloop::EventLoop::"}},
      Part{"EPollPoller", true, {"oneloop::EPollPoller::"}},
      Part{"Channel", true, {"oneloop::Channel::"}},
      Part{"the clock", false, {"oneloop::Timestamp::", "clock_gettime"}},
      Part{"epoll_wait, in libc", false, {"epoll_wait"}},
      Part{"the callback", false, {""}},
  };
  const auto few = costsOfTurns(kFew);
  for (const auto& cost : costsOfTurns(kMany)) {
    const std::string& function = cost.first;
    const auto before = few.find(function);
    const auto more = cost.second - (before == few.end() ? 0 : before->second);
    for (Part& part : parts) {
      const bool matches = std::ranges::any_of(
          part.functions,
          [&](std::string_view name) { return function.starts_with(name); });
      if (!matches) continue;
      part.instructions += static_cast<double>(more) / (kMany - kFew);
      break;
    }
  }
  return parts;
}

int report(double limit) {
  double own = 0;
  double all = 0;
  for (const Part& part : measure()) {
    fmt::print("{:<24} {:>5.0f}\n", part.name, part.instructions);
    all += part.instructions;
    if (part.own) own += part.instructions;
  }
  fmt::print("{:<24} {:>5.0f}\n", "a turn", all);
  fmt::print("{:<24} {:>5.0f}\n", "of it the library's own", own);
  if (own < 1) throw std::runtime_error("callgrind has seen no turn");
  if (own <= limit) return 0;
  fmt::print(stderr, "turn_cost: more than {} instructions\n", limit);
  return 1;
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) try {
  CLI::App app("The instructions of one turn of an EventLoop, by part.");
  int turns = 0;
  double limit = 1e9;
  app.add_option("--at-most", limit, "fail if the library's own are more");
  app.add_option("--turns", turns, "only make so many turns")
      ->check(CLI::Range(1, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  if (turns == 0) return oneloop::report(limit);
  oneloop::turn(turns);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "turn_cost: {}\n", error.what());
  return 1;
}
