#include "exercises/03-select/build-the-sets/fill_sets.h"

#include <algorithm>

namespace oneloop {

int fillSets(const std::vector<Client>& clients, fd_set& readable,
             fd_set& writable) {
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  int nfds = 0;
  for (const Client& client : clients) {
    FD_SET(client.fd, client.hasUnsent ? &writable : &readable);
    nfds = std::max(nfds, client.fd + 1);
  }
  return nfds;
}

}  // namespace oneloop
