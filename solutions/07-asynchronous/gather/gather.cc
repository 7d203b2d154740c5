#include "exercises/07-asynchronous/gather/gather.h"

#include <aio.h>

#include <array>
#include <cerrno>

#include "common/check.h"

namespace oneloop {

std::vector<std::string> gather(const std::vector<int>& sockets,
                                std::size_t most) {
  // Neither of the two grows: what is in flight must not move.
  std::vector<std::string> answers(sockets.size(), std::string(most, '\0'));
  std::vector<aiocb> requests(sockets.size());
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    requests[i].aio_fildes = sockets[i];
    requests[i].aio_buf = answers[i].data();
    requests[i].aio_nbytes = most;
    requests[i].aio_sigevent.sigev_notify = SIGEV_NONE;
    check("aio_read", ::aio_read(&requests[i]));
  }
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const std::array<const aiocb*, 1> list{&requests[i]};
    while (::aio_error(&requests[i]) == EINPROGRESS) {
      ::aio_suspend(list.data(), int{list.size()}, nullptr);
    }
    const ssize_t n = ::aio_return(&requests[i]);
    answers[i].resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  return answers;
}

}  // namespace oneloop
