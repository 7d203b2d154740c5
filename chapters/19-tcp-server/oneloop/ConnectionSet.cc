#include "oneloop/ConnectionSet.h"

#include <utility>

#include "oneloop/TcpConnection.h"

namespace oneloop {

// #region set
void ConnectionSet::add(const TcpConnectionPtr& connection) {
  const std::lock_guard lock(mutex_);
  connections_.emplace(connection->id(), connection);
}

void ConnectionSet::remove(const TcpConnectionPtr& connection) {
  std::function<void()> whenEmpty;
  {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection->id());
    if (connections_.empty()) whenEmpty = std::exchange(whenEmpty_, {});
  }
  if (whenEmpty) whenEmpty();
}
// #endregion set

std::vector<TcpConnectionPtr> ConnectionSet::all() const {
  std::vector<TcpConnectionPtr> all;
  const std::lock_guard lock(mutex_);
  all.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) all.push_back(connection);
  return all;
}

std::size_t ConnectionSet::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ConnectionSet::whenEmpty(std::function<void()> function) {
  {
    const std::lock_guard lock(mutex_);
    if (!connections_.empty()) {
      whenEmpty_ = std::move(function);
      return;
    }
  }
  function();
}

}  // namespace oneloop
