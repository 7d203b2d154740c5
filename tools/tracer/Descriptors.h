#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// Who is behind a descriptor's number: numbers are used again after a close.
/// Show it the calls in the order in which they returned.
class Descriptors {
 public:
  /// New descriptors are added to trace.descriptors.
  explicit Descriptors(Trace& trace) : trace_(trace) {}

  /// eventfd2: the first one becomes readable when the server shall stop, a
  /// second one wakes its loop. timerfd_create: the loop's own timers.
  void nameEventSource(const Call& call);

  /// Fills the step's descriptor, opens, watched and ready.
  void describe(const Call& call, Step& step);

 private:
  std::string add(int number, const std::string& id, const std::string& label);
  std::string opened(const Call& call);
  std::optional<std::string> find(int number) const;
  std::vector<std::string> findAll(const std::vector<int>& numbers) const;

  Trace& trace_;
  std::map<int, std::string> open_;  // the ids, by number
  char nextClient_ = 'a';
};

}  // namespace oneloop::tracer
