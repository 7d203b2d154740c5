#pragma once

#include <unordered_map>
#include <vector>

#include "common/Fd.h"

namespace oneloop {

/// Owns sockets and tells which of them are readable. Not thread-safe.
class Watcher {
 public:
  Watcher();

  /// Takes a socket, and watches it from now on.
  void add(Fd socket);

  /// Closes the socket. It will not be reported again, whoever else holds a
  /// duplicate of it.
  void remove(int fd);

  /// The sockets that are readable now.
  std::vector<int> readable() const;

 private:
  Fd epoll_;
  std::unordered_map<int, Fd> sockets_;
};

}  // namespace oneloop
