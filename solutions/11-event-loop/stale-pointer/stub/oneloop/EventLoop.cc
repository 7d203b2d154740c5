#include "oneloop/EventLoop.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "common/check.h"
#include "common/log.h"
#include "oneloop/Channel.h"

namespace oneloop {
namespace {

constinit thread_local EventLoop* loopOfThisThread = nullptr;

[[noreturn]] void abortWith(std::string_view text) {
  log(text);
  std::abort();
}

// A send to a peer that has gone raises SIGPIPE, whose default is to end the
// process. Ignored, the send fails with EPIPE, which concerns one connection.
bool ignoreSigPipe() {
  struct sigaction action {};
  check("sigaction", ::sigaction(SIGPIPE, nullptr, &action));
  if (action.sa_handler == SIG_DFL) {
    action.sa_handler = SIG_IGN;
    check("sigaction", ::sigaction(SIGPIPE, &action, nullptr));
  }
  return true;
}

}  // namespace

EventLoop* EventLoop::getEventLoopOfCurrentThread() noexcept {
  return loopOfThisThread;
}

EventLoop::Claim::Claim(EventLoop* loop) : thread(::gettid()) {
  if (loopOfThisThread != nullptr) {
    abortWith(fmt::format(
        "thread {} has an EventLoop already. Use that one, or make the second "
        "in a thread of its own.",
        thread));
  }
  loopOfThisThread = loop;
}

EventLoop::Claim::~Claim() { loopOfThisThread = nullptr; }

EventLoop::EventLoop() : claim_(this), poller_(Poller::newDefaultPoller(this)) {
  static const bool ignored = ignoreSigPipe();  // once per process
  static_cast<void>(ignored);
}

EventLoop::~EventLoop() { assertInLoopThread(); }

/// Notes that the loop runs, and that it does not any more: also when a
/// callback throws.
class EventLoop::Running {
 public:
  explicit Running(EventLoop& loop) : loop_(loop) { loop.looping_ = true; }
  ~Running() {
    loop_.looping_ = false;
    loop_.eventHandling_ = false;
    loop_.active_.clear();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  EventLoop& loop_;
};

void EventLoop::loop() {
  assertInLoopThread();
  if (looping_) abortWith("EventLoop::loop: it runs already; return instead");
  const Running running(*this);
  while (!quit_.load(std::memory_order_acquire)) {
    pollReturnTime_ = poller_->poll(-1, &active_);
    ++iteration_;
    handleEvents();
  }
  quit_ = false;
}

void EventLoop::handleEvents() {
  eventHandling_ = true;
  for (Channel*& channel : active_) {
    channel->handleEvent(pollReturnTime_);
  }
  eventHandling_ = false;
}

void EventLoop::quit() noexcept { quit_ = true; }

void EventLoop::updateChannel(Channel* channel) {
  assertInLoopThread();
  poller_->updateChannel(channel);
}

void EventLoop::removeChannel(Channel* channel) {
  assertInLoopThread();
  poller_->removeChannel(channel);
}

bool EventLoop::hasChannel(const Channel* channel) const {
  assertInLoopThread();
  return poller_->hasChannel(channel);
}

void EventLoop::abortNotInLoopThread() const {
  abortWith(fmt::format(
      "this EventLoop belongs to thread {}, but thread {} called it. Call it "
      "in the thread that made it.",
      claim_.thread, ::gettid()));
}

}  // namespace oneloop
