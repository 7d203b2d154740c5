#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "oneloop/TcpSettings.h"

namespace oneloop {

/// The connections of one server, in all its loops. Each lets itself be removed
/// in its own loop's thread when it is closed, also while the server is being
/// destroyed; so the set outlives the server, and is shared with them.
///
/// muduo/net/TcpServer.h keeps a map in the base loop, and a connection that is
/// closed posts two functors: one there and one back.
///
/// All methods are safe from any thread.
class ConnectionSet {
 public:
  void add(const TcpConnectionPtr& connection);
  /// Calls the function of whenEmpty(), if this was the last one.
  void remove(const TcpConnectionPtr& connection);

  /// Those that are there now.
  std::vector<TcpConnectionPtr> all() const;
  std::size_t size() const;

  /// `function` is called once: now, if there is none, or by whoever removes
  /// the last one.
  void whenEmpty(std::function<void()> function);

 private:
  mutable std::mutex mutex_;
  std::unordered_set<TcpConnectionPtr> connections_;
  std::function<void()> whenEmpty_;
};

}  // namespace oneloop
