#include "exercises/03-select/close-twice/serve.h"

#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop {
namespace {

// One client. `end` frees its descriptor at once, so that the next client can
// have it.
class Session {
 public:
  explicit Session(int fd) : fd_(fd) {}
  ~Session() { ::close(fd_); }
  Session(const Session&) = delete;

  int fd() const { return fd_; }
  bool hasEnded() const { return ended_; }

  void end() {
    ::close(fd_);
    ended_ = true;
  }

 private:
  int fd_;
  bool ended_ = false;
};

void echo(Session& session) {
  std::array<char, 4096> buffer;
  const ssize_t n = ::recv(session.fd(), buffer.data(), buffer.size(), 0);
  if (n <= 0) return session.end();
  ::send(session.fd(), buffer.data(), static_cast<std::size_t>(n),
         MSG_NOSIGNAL);
}

}  // namespace

void serve(int listener) {
  std::list<Session> sessions;
  for (;;) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(listener, &readable);
    int highest = listener;
    for (const Session& session : sessions) {
      FD_SET(session.fd(), &readable);
      highest = std::max(highest, session.fd());
    }
    check("select",
          ::select(highest + 1, &readable, nullptr, nullptr, nullptr));

    for (Session& session : sessions) {
      if (FD_ISSET(session.fd(), &readable)) echo(session);
    }
    if (FD_ISSET(listener, &readable)) {
      const int client = ::accept(listener, nullptr, nullptr);
      if (client >= 0) sessions.emplace_back(client);
    }
    sessions.remove_if([](const Session& it) { return it.hasEnded(); });
  }
}

}  // namespace oneloop
