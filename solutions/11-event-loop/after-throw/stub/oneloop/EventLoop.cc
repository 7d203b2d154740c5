#include "oneloop/EventLoop.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
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

void EventLoop::loop() {
  assertInLoopThread();
  if (looping_) abortWith("EventLoop::loop: it runs already; return instead");
  looping_ = true;
  while (!quit_.load(std::memory_order_acquire)) {
    pollReturnTime_ = poller_->poll(-1, &active_);
    ++iteration_;
    handleEvents();
  }
  quit_ = false;
  looping_ = false;
}

void EventLoop::handleEvents() {
  eventHandling_ = true;
  for (Channel*& channel : active_) {
    if (channel != nullptr) channel->handleEvent(pollReturnTime_);
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
  // It may be ready and not called yet; in a moment it may not even exist.
  if (eventHandling_) {
    std::ranges::replace(active_, channel, nullptr);
  }
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
