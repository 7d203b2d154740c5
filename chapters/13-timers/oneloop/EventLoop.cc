#include "oneloop/EventLoop.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "common/check.h"
#include "common/log.h"

namespace oneloop {
namespace {

// Seconds, as muduo has them. What is too long becomes about a century.
TimerQueue::Duration fromSeconds(std::string_view call, double seconds) {
  if (std::isnan(seconds)) {
    throw std::invalid_argument(fmt::format("{}: not a number", call));
  }
  constexpr std::chrono::duration<double> kLongest = std::chrono::years(100);
  const std::chrono::duration<double> wanted(seconds);
  return std::chrono::duration_cast<TimerQueue::Duration>(
      std::clamp(wanted, decltype(wanted)::zero(), kLongest));
}

[[noreturn]] void abortWith(std::string_view text) {
  log(text);
  std::abort();
}

// #region sigpipe
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
// #endregion sigpipe

}  // namespace

constinit thread_local EventLoop* EventLoop::loopOfThisThread_ = nullptr;

EventLoop::Claim::Claim(EventLoop* loop) : thread(::gettid()) {
  if (loopOfThisThread_ != nullptr) {
    abortWith(fmt::format(
        "thread {} has an EventLoop already. Use that one, or make the second "
        "in a thread of its own.",
        thread));
  }
  loopOfThisThread_ = loop;
}

EventLoop::Claim::~Claim() { loopOfThisThread_ = nullptr; }

EventLoop::EventLoop()
    : claim_(this),
      poller_(Poller::newDefaultPoller(this)),
      wakeup_(check("eventfd", ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))),
      wakeupChannel_(this, wakeup_.get()),
      timers_(this) {
  static const bool ignored = ignoreSigPipe();  // once per process
  static_cast<void>(ignored);
  wakeupChannel_.setReadCallback([this](Timestamp) { handleWakeup(); });
  wakeupChannel_.enableReading();
}

// #region destructor
EventLoop::~EventLoop() {
  assertInLoopThread();
  // What a callback or the context holds may post another one when it is
  // destroyed, or make or cancel a timer.
  std::exchange(context_, {}).reset();
  while (hasPending_ || !timers_.empty()) {
    timers_.clear();
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
// #endregion destructor

// #region loop
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
// #endregion loop

// #region quit
// A signal handler may use these.
static_assert(std::atomic<bool>::is_always_lock_free &&
              std::atomic<int>::is_always_lock_free);

void EventLoop::quit() noexcept {
  ++waking_;  // from the next line on, the loop may end and be destroyed
  quit_ = true;
  // In the loop's own thread, too: this may be a signal handler, and the
  // loop may have looked at quit_ already.
  wakeup();
  --waking_;
}
// #endregion quit

// #region post
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
// #endregion post

// #region wakeup
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
// #endregion wakeup

// #region pending
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
// #endregion pending

// #region channels
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
// #endregion channels

// #region timers
TimerId EventLoop::runAt(Timestamp time, TimerCallback callback) {
  return runAfter(timeDifference(time, Timestamp::now()), std::move(callback));
}

TimerId EventLoop::runAfter(double delay, TimerCallback callback) {
  return addTimer(fromSeconds("runAfter", delay), {}, std::move(callback));
}

TimerId EventLoop::runEvery(double interval, TimerCallback callback) {
  const TimerQueue::Duration every = fromSeconds("runEvery", interval);
  if (every == TimerQueue::Duration::zero()) {
    throw std::invalid_argument(
        fmt::format("runEvery: an interval of {} s; it must be at least a "
                    "nanosecond",
                    interval));
  }
  return addTimer(every, every, std::move(callback));
}

TimerId EventLoop::addTimer(TimerQueue::Duration delay,
                            TimerQueue::Duration interval,
                            TimerCallback callback) {
  const TimerId id = TimerId::next();
  const auto deadline = TimerQueue::Clock::now() + delay;
  if (isInLoopThread()) {
    timers_.insert(id, deadline, interval, std::move(callback));
  } else {
    queueInLoop([=, this, callback = std::move(callback)]() mutable {
      timers_.insert(id, deadline, interval, std::move(callback));
    });
  }
  return id;
}

void EventLoop::cancel(TimerId timer) {
  if (isInLoopThread() && timers_.cancel(timer)) return;
  // Another thread may have made it, and it may not have arrived yet.
  queueInLoop([this, timer] { timers_.cancel(timer); });
}
// #endregion timers

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
