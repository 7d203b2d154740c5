#include "oneloop/TimerQueue.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oneloop {
namespace {

constexpr std::size_t kFewEntries = 64;

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
  if (heap_.size() > 2 * timers_.size() + kFewEntries) dropCancelled();
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
  std::vector<Callback> due;
  for (;;) {
    const auto next = nextDeadline();
    if (!next || *next > now) break;
    const Entry entry = heap_.front();
    pop();
    const auto it = timers_.find(entry.id.sequence());
    due.push_back(it->second.callback);
    const Duration interval = it->second.interval;
    if (interval == Duration::zero()) {
      timers_.erase(it);
    } else {
      const auto periods = (now - entry.deadline) / interval + 1;
      push({entry.deadline + periods * interval, entry.id});
    }
  }
  for (const Callback& callback : due) callback();
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
