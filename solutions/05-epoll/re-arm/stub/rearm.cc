#include "exercises/05-epoll/re-arm/rearm.h"

#include <sys/epoll.h>

#include "common/check.h"

namespace oneloop {

void rearm([[maybe_unused]] int epoll,
           [[maybe_unused]] const EchoConnection& client) {
  // TODO
}

}  // namespace oneloop
