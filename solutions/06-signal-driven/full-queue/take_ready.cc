#include "exercises/06-signal-driven/full-queue/take_ready.h"

#include <poll.h>

#include <cerrno>
#include <ctime>
#include <vector>

#include "common/check.h"

namespace oneloop {
namespace {

void addReadable(const std::set<int>& sockets, std::set<int>& ready) {
  std::vector<pollfd> all;
  for (const int fd : sockets) all.push_back({fd, POLLIN, 0});
  check("poll", ::poll(all.data(), all.size(), 0));
  for (const pollfd& each : all) {
    if (each.revents != 0) ready.insert(each.fd);
  }
}

}  // namespace

std::set<int> takeReady(const sigset_t& signals, const std::set<int>& sockets) {
  constexpr timespec kNoWait{0, 0};
  std::set<int> ready;
  bool lost = false;
  for (;;) {
    siginfo_t info{};
    const int signal = ::sigtimedwait(&signals, &info, &kNoWait);
    if (signal < 0 && errno == EINTR) continue;
    if (signal < 0 && errno == EAGAIN) break;
    check("sigtimedwait", signal);
    if (signal == SIGIO) {
      lost = true;
    } else if (sockets.contains(info.si_fd)) {
      ready.insert(info.si_fd);
    }
  }
  // After the queue is empty: what comes from now on is told again.
  if (lost) addReadable(sockets, ready);
  return ready;
}

}  // namespace oneloop
