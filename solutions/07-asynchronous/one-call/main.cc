// Receives the messages of 100 sockets, and prints how many have come.

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/Fd.h"
#include "common/Ring.h"
#include "common/check.h"

namespace oneloop {
namespace {

// 1. How many calls of io_uring_enter the judge counted at first.
constexpr int kCalls = 101;

constexpr std::size_t kSockets = 100;

// 2. Make it cheaper.
std::vector<std::string> receiveAll(Ring& ring,
                                    const std::vector<Fd>& sockets) {
  std::vector<std::string> messages(sockets.size(), std::string(100, '\0'));
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    ::io_uring_prep_recv(ring.entry(i), sockets[i].get(), messages[i].data(),
                         messages[i].size(), 0);
  }
  ring.submitAndWait(static_cast<unsigned>(sockets.size()));
  while (const auto done = ring.take()) {
    messages[done->data].resize(static_cast<std::size_t>(done->result));
  }
  return messages;
}

void run() {
  Ring ring(128);
  std::vector<Fd> ours;
  std::vector<Fd> theirs;
  for (std::size_t i = 0; i < kSockets; ++i) {
    std::array<int, 2> ends{};
    check("socketpair",
          ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()));
    ours.emplace_back(ends[0]);
    theirs.emplace_back(ends[1]);
    const std::string message = "message " + std::to_string(i);
    check("write", ::write(ends[1], message.data(), message.size()));
  }
  const auto messages = receiveAll(ring, ours);
  std::size_t right = 0;
  for (std::size_t i = 0; i < kSockets; ++i) {
    if (messages[i] == "message " + std::to_string(i)) ++right;
  }
  std::printf("%zu messages are right, kCalls is %d\n", right, kCalls);
}

}  // namespace
}  // namespace oneloop

int main() { oneloop::run(); }
