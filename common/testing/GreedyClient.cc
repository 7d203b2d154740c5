#include "common/testing/GreedyClient.h"

#include <chrono>
#include <string>

#include "common/testing/waitUntil.h"

namespace oneloop::testing {

GreedyClient::GreedyClient(const SocketAddress& server)
    : client_(server, "greedy client"),
      done_(std::async(std::launch::async, [this] { run(); })) {}

void GreedyClient::stop() {
  stopping_ = true;
  done_.get();
}

void GreedyClient::run() {
  const std::string chunk(1 << 18, 'g');
  while (!stopping_) {
    const std::size_t sent = client_.sendSome(chunk);
    const std::size_t got = client_.receiveSome(1 << 18).size();
    received_ += got;
    if (sent + got == 0) client_.waitReadable(std::chrono::milliseconds(10));
  }
}

int expectServedBesideGreedy(const SocketAddress& server) {
  constexpr std::size_t kMegabyte = 1 << 20;
  GreedyClient greedy(server);
  waitUntil("the greedy client is busy",
            [&] { return greedy.received() > kMegabyte; });

  Client polite(server, "polite client");
  int echoes = 0;
  const std::size_t before = greedy.received();
  waitUntil("the greedy client has received another 16 MB", [&] {
    polite.expectEcho("please\n");
    ++echoes;
    return echoes >= 20 && greedy.received() > before + 16 * kMegabyte;
  });
  greedy.stop();
  return echoes;
}

}  // namespace oneloop::testing
