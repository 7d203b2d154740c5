// A soak test: for minutes, clients of all habits come to an echo server and
// go, while it is stopped and started with another number of threads. Every
// byte is checked. In the end there are as many descriptors and as much memory
// as at the beginning, or the verdict is bad.

#include <fmt/core.h>
#include <malloc.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/SocketAddress.h"
#include "common/log.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThread.h"
#include "oneloop/TcpServer.h"
#include "oneloop/ThreadPool.h"
#include "programs/SoakClient.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// sanitizer/allocator_interface.h, which GCC does not install.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace oneloop::soak {
namespace {

using Clock = std::chrono::steady_clock;

// #region measure
std::size_t openDescriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// Bytes that are allocated and not freed.
std::size_t heapInUse() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return ::__sanitizer_get_current_allocated_bytes();
#else
  return ::mallinfo2().uordblks;
#endif
}
// #endregion measure

/// Written in the clients' thread, but for `servers` and `stuck`; read when
/// they are gone.
struct Counts {
  int servers = 0;
  std::uint32_t clients = 0;
  std::size_t bytes = 0;
  int bad = 0;
  bool stuck = false;
};

// #region crowd
/// Twenty clients at a time, each of the next habit; in its loop's thread.
class Crowd : public std::enable_shared_from_this<Crowd> {
 public:
  Crowd(EventLoop* loop, const InetAddress& server, Counts& counts)
      : loop_(loop), server_(server), counts_(counts) {}

  /// Clients of the first so many habits come. `interrupted`: the server will
  /// stop meanwhile, and cut some off.
  void start(int habits, bool interrupted, std::function<void()> done) {
    habits_ = habits;
    interrupted_ = interrupted;
    left_ = interrupted ? 10'000 : 100;
    done_ = std::move(done);
    for (int i = 0; i < 20; ++i) add();
  }

 private:
  void add() {
    if (left_ == 0) return;
    --left_;
    const std::uint32_t id = ++counts_.clients;
    const auto habit = static_cast<Habit>(static_cast<int>(id) % habits_);
    const auto done = [loop = loop_, weak = weak_from_this(), id] {
      loop->queueInLoop([weak, id] {
        if (const auto self = weak.lock()) self->remove(id);
      });
    };
    all_.emplace(id,
                 std::make_unique<SoakClient>(loop_, server_, habit, id, done));
    if (habit == Habit::kVanish) loop_->runAfter(id % 7 / 1'000.0, done);
  }

  void remove(std::uint32_t id) {
    const auto found = all_.find(id);
    if (found == all_.end()) return;
    const SoakClient& client = *found->second;
    counts_.bytes += client.received();
    const bool truncated = client.truncated() && !interrupted_;
    if (client.wrong() || truncated) ++counts_.bad;
    all_.erase(found);
    add();
    if (all_.empty()) done_();
  }

  EventLoop* const loop_;
  const InetAddress server_;
  Counts& counts_;
  int habits_ = 1;
  bool interrupted_ = false;
  int left_ = 0;
  std::function<void()> done_;
  std::unordered_map<std::uint32_t, std::unique_ptr<SoakClient>> all_;
};
// #endregion crowd

// #region round
/// A server with 0 to 3 threads. Some servers answer at once, others let a
/// worker answer: then no client ends its half first, since a connection that
/// has nothing to send ends when its peer does. Every third server stops while
/// its clients are busy.
void round(Counts& counts) {
  const int number = counts.servers++;
  const bool byWorker = number / 4 % 2 == 1;
  const bool interrupted = number % 3 == 2;
  EventLoop loop;
  ThreadPool worker("worker");
  worker.start(1);  // one, so that the order of the bytes stays
  TcpServer server(&loop, InetAddress("127.0.0.1", 0), "soak");
  server.setThreadNum(number % 4);
  server.setMessageCallback(
      [&](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
        if (!byWorker) return connection->send(buffer);
        worker.run([connection, bytes = buffer->retrieveAllAsString()] {
          connection->send(bytes);
        });
      });
  server.start();
  const auto stop = [&] { server.stop([&] { loop.quit(); }, 0.1); };
  if (interrupted) loop.runAfter(0.05, stop);
  loop.runAfter(60, [&] {
    counts.stuck = true;
    loop.quit();
  });

  const auto port = SocketAddress::parse(server.ipPort()).port();
  EventLoopThread thread;
  EventLoop* const clients = thread.startLoop();
  auto crowd =
      std::make_shared<Crowd>(clients, InetAddress("127.0.0.1", port), counts);
  clients->runInLoop(
      [&] { crowd->start(byWorker ? 3 : 5, interrupted, stop); });
  loop.loop();

  std::promise<void> gone;
  clients->runInLoop([&] {
    crowd.reset();
    gone.set_value();
  });
  gone.get_future().get();
}
// #endregion round

// #region verdict
bool run(std::chrono::seconds time) {
  Counts counts;
  for (int i = 0; i < 8; ++i) round(counts);  // what is made once is there now
  const std::size_t descriptors = openDescriptors();
  const std::size_t heap = heapInUse();
  const Clock::time_point end = Clock::now() + time;
  while (Clock::now() < end && counts.bad == 0 && !counts.stuck) round(counts);

  const std::size_t descriptorsNow = openDescriptors();
  const std::size_t heapNow = heapInUse();
  fmt::print("{} servers, {} clients, {} MB echoed\n", counts.servers,
             counts.clients, counts.bytes / 1'000'000);
  fmt::print("clients with wrong or missing bytes: {}\n", counts.bad);
  fmt::print("descriptors: {} before, {} after\n", descriptors, descriptorsNow);
  fmt::print("memory: {} kB before, {} kB after\n", heap / 1'000,
             heapNow / 1'000);
  const bool good = counts.bad == 0 && !counts.stuck &&
                    descriptorsNow == descriptors && heapNow < heap + 500'000;
  fmt::print("verdict: {}\n", counts.stuck ? "stuck" : good ? "good" : "bad");
  return good;
}
// #endregion verdict

}  // namespace
}  // namespace oneloop::soak

int main(int argc, char** argv) {
  oneloop::CommandLine line("Minutes of clients that come and go, checked.");
  int seconds = 120;
  line.number("--seconds", seconds, 1, 1'000'000, "how long");
  bool good = false;
  const int status = line.run(argc, argv, [&](const oneloop::ServerOptions&) {
    good = oneloop::soak::run(std::chrono::seconds(seconds));
  });
  return status == 0 && !good ? 1 : status;
}
