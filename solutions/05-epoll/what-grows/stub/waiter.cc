#include "exercises/05-epoll/what-grows/waiter.h"

#include <poll.h>
#include <sys/epoll.h>

#include <vector>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. What the judge measured for poll.
const double kGrowthOfPoll = kDontKnowNumber;

namespace {

class PollWaiter : public Waiter {
 public:
  void watch(int fd) override { watched_.push_back({fd, POLLIN, 0}); }

  int waitForOne() override {
    check("poll", ::poll(watched_.data(), watched_.size(), -1));
    for (const pollfd& each : watched_) {
      if (each.revents != 0) return each.fd;
    }
    return -1;
  }

 private:
  std::vector<pollfd> watched_;
};

}  // namespace

// 2. Replace it.
std::unique_ptr<Waiter> makeWaiter() { return std::make_unique<PollWaiter>(); }

}  // namespace oneloop
