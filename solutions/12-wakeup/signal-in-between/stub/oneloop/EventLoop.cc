#include "oneloop/EventLoop.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <thread>

#include "common/check.h"
#include "common/log.h"

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

EventLoop::EventLoop()
    : claim_(this),
      poller_(Poller::newDefaultPoller(this)),
      wakeup_(check("eventfd", ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))),
      wakeupChannel_(this, wakeup_.get()) {
  static const bool ignored = ignoreSigPipe();  // once per process
  static_cast<void>(ignored);
  wakeupChannel_.setReadCallback([this](Timestamp) { handleWakeup(); });
  wakeupChannel_.enableReading();
}

EventLoop::~EventLoop() {
  assertInLoopThread();
  // What a functor holds may post another one when it is destroyed.
  while (hasPending_) {
    calling_.clear();
    std::vector<Functor> doomed;
    {
      const std::lock_guard lock(mutex_);
      doomed.swap(pending_);
      hasPending_ = false;
    }
  }
  // Whoever made loop() return may still be at its write to the eventfd.
  while (waking_ != 0) std::this_thread::yield();
}

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
    // Never sleep on work: so this thread needs no wake-up for its own posts.
    pollReturnTime_ = poller_->poll(hasPending_ ? 0 : -1, &active_);
    ++iteration_;
    handleEvents();
    if (hasPending_) doPendingFunctors();
  }
  doPendingFunctors();  // posted before quit(), and after the last look
  quit_ = false;        // also what one of them has asked for
}

void EventLoop::handleEvents() {
  eventHandling_ = true;
  for (Channel*& channel : active_) {
    if (channel != nullptr) channel->handleEvent(pollReturnTime_);
  }
  eventHandling_ = false;
}

// A signal handler may use these.
static_assert(std::atomic<bool>::is_always_lock_free &&
              std::atomic<int>::is_always_lock_free);

void EventLoop::quit() noexcept {
  ++waking_;  // from the next line on, the loop may end and be destroyed
  quit_ = true;
  // In its own thread the loop is awake, and will look at quit_ by itself.
  if (!isInLoopThread()) wakeup();
  --waking_;
}

void EventLoop::runInLoop(Functor functor) {
  if (isInLoopThread()) {
    functor();
  } else {
    queueInLoop(std::move(functor));
  }
}

void EventLoop::queueInLoop(Functor functor) {
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back(std::move(functor));
    // Whoever makes the list non-empty wakes the loop, or is the loop.
    if (hasPending_.exchange(true) || isInLoopThread()) return;
    ++waking_;  // without the lock, the functor may run, and end the loop
  }
  wakeup();
  --waking_;
}

std::size_t EventLoop::queueSize() const {
  const std::lock_guard lock(mutex_);
  return pending_.size();
}

void EventLoop::wakeup() noexcept {
  const int saved = errno;
  const std::uint64_t one = 1;
  // It fails with EAGAIN if the counter is full; so the loop is awake anyway.
  // Nothing is logged: this may be a signal handler.
  [[maybe_unused]] const ssize_t n = ::write(wakeup_.get(), &one, sizeof one);
  errno = saved;
}

void EventLoop::handleWakeup() {
  std::uint64_t wakeups = 0;  // since the last read; the read makes it zero
  if (::read(wakeup_.get(), &wakeups, sizeof wakeups) == -1) {
    logErrno("read eventfd");
  }
}

/// The functors that run now, taken out of the list of those that wait:
///  - a functor may post another one, which takes the lock again;
///  - a posting thread waits for a swap, not for what the functors do;
///  - what a functor posts runs in the next turn, so events get theirs.
class EventLoop::Batch {
 public:
  explicit Batch(EventLoop& loop) : loop_(loop) {
    std::vector<Functor>& calling = loop.calling_;
    std::vector<Functor>& pending = loop.pending_;
    const std::lock_guard lock(loop.mutex_);
    if (!calling.empty()) {  // left by one that has thrown: they come first
      pending.insert(pending.begin(), std::make_move_iterator(calling.begin()),
                     std::make_move_iterator(calling.end()));
      calling.clear();
    }
    calling.swap(pending);
    loop.hasPending_ = false;
  }

  void run() {
    while (next_ < loop_.calling_.size()) loop_.calling_[next_++]();
  }

  /// If one has thrown, those behind it stay, for the next batch. Nothing here
  /// can throw: an exception is on its way already.
  ~Batch() {
    std::vector<Functor>& calling = loop_.calling_;
    calling.erase(calling.begin(),
                  calling.begin() + static_cast<std::ptrdiff_t>(next_));
    if (calling.empty()) return;
    const std::lock_guard lock(loop_.mutex_);
    loop_.hasPending_ = true;
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

 private:
  EventLoop& loop_;
  std::size_t next_ = 0;
};

void EventLoop::doPendingFunctors() { Batch(*this).run(); }

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
      "this EventLoop belongs to thread {}, but thread {} called it. Post the "
      "call with runInLoop().",
      claim_.thread, ::gettid()));
}

}  // namespace oneloop
