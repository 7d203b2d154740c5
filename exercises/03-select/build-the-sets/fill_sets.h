#pragma once

#include <sys/select.h>

#include <vector>

namespace oneloop {

struct Client {
  int fd;          // below FD_SETSIZE
  bool hasUnsent;  // bytes for it wait to be sent
};

/// Fills both sets with what to wait for. Returns nfds for select(2); without
/// clients, that is 0.
int fillSets(const std::vector<Client>& clients, fd_set& readable,
             fd_set& writable);

}  // namespace oneloop
