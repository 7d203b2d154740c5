#include "oneloop/TimerQueue.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oneloop {
namespace {

// For std::push_heap, which puts the greatest on top.
constexpr auto kLater = [](const auto& a, const auto& b) {
  return std::tie(a.deadline, a.id) > std::tie(b.deadline, b.id);
};

}  // namespace

void TimerQueue::insert(TimerId id, TimePoint deadline, Duration interval,
                        Callback callback) {
  timers_.try_emplace(id.sequence(), Timer{interval, std::move(callback)});
  push({deadline, id});
}

bool TimerQueue::cancel(TimerId id) {
  // Taken out, and destroyed at the end: what the callback holds may make or
  // cancel a timer.
  const auto cancelled = timers_.extract(id.sequence());
  if (cancelled.empty()) return false;
  // The last place of a heap can go at once. A time limit that is set and
  // cancelled before the next one is set stands there, as a rule.
  if (!heap_.empty() && heap_.back().id == id) heap_.pop_back();
  dropCancelled();
  return true;
}

void TimerQueue::clear() {
  decltype(timers_) cancelled;
  cancelled.swap(timers_);
  heap_.clear();
}

std::optional<TimerQueue::TimePoint> TimerQueue::nextDeadline() {
  while (!heap_.empty() && !timers_.contains(heap_.front().id.sequence())) {
    pop();
  }
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

void TimerQueue::expire(TimePoint now) {
  const TimerId newer = TimerId::next();  // than all that are there now
  for (;;) {
    const auto next = nextDeadline();
    if (!next || *next > now) return;
    const Entry entry = heap_.front();
    if (entry.id > newer) return;
    pop();
    call(entry, now);
  }
}

void TimerQueue::call(Entry entry, TimePoint now) {
  // The callback may cancel its own timer, so it must not run from timers_.
  const auto it = timers_.find(entry.id.sequence());
  Timer timer = std::move(it->second);
  if (timer.interval == Duration::zero()) {
    timers_.erase(it);
    timer.callback();
    return;
  }
  const auto periods = (now - entry.deadline) / timer.interval + 1;
  push({entry.deadline + periods * timer.interval, entry.id});

  struct PutBack {
    TimerQueue& queue;
    const TimerId id;
    Callback& callback;
    ~PutBack() {
      const auto timer = queue.timers_.find(id.sequence());
      if (timer != queue.timers_.end()) {
        timer->second.callback = std::move(callback);
      }
    }
  } const putBack{*this, entry.id, timer.callback};
  timer.callback();
}

void TimerQueue::push(Entry entry) {
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(), kLater);
}

void TimerQueue::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), kLater);
  heap_.pop_back();
}

void TimerQueue::dropCancelled() {
  std::erase_if(heap_, [this](const Entry& entry) {
    return !timers_.contains(entry.id.sequence());
  });
  std::make_heap(heap_.begin(), heap_.end(), kLater);
}

}  // namespace oneloop
