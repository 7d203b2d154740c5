#include "oneloop/ConnectionSet.h"

#include <utility>

namespace oneloop {

// #region set
void ConnectionSet::add(const TcpConnectionPtr& connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(connection);
}

void ConnectionSet::remove(const TcpConnectionPtr& connection) {
  std::function<void()> whenEmpty;
  {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection);
    if (connections_.empty()) whenEmpty = std::exchange(whenEmpty_, {});
  }
  if (whenEmpty) whenEmpty();
}
// #endregion set

std::vector<TcpConnectionPtr> ConnectionSet::all() const {
  const std::lock_guard lock(mutex_);
  return {connections_.begin(), connections_.end()};
}

std::size_t ConnectionSet::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ConnectionSet::whenEmpty(std::function<void()> function) {
  {
    const std::lock_guard lock(mutex_);
    if (!connections_.empty()) {
      whenEmpty_.swap(function);
      return;  // the one that was there is destroyed without the lock
    }
  }
  function();
}

}  // namespace oneloop
