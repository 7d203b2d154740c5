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

  /// The eventfd that becomes readable when the server shall stop: the first.
  /// The others wake the loops of the threads that make them.
  void nameStopSignal(const Call& call);
  bool stopSignalNamed() const { return stopSignalNamed_; }
  /// A timerfd: the loop's, if the loop has its eventfd already.
  void nameTimer(const Call& call);

  /// Fills the step's descriptor, opens, watched and ready.
  void describe(const Call& call, Step& step);

 private:
  std::string add(int number, const std::string& id, const std::string& label);
  std::string opened(const Call& call, const std::string& lane);
  std::optional<std::string> find(int number) const;
  std::vector<std::string> findAll(const std::vector<int>& numbers) const;

  Trace& trace_;
  std::map<int, std::string> open_;  // the ids, by number
  bool stopSignalNamed_ = false;
  char nextClient_ = 'a';
};

}  // namespace oneloop::tracer
