#include "exercises/01-blocking/gone-client/serve.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

#include "common/Fd.h"

namespace oneloop {
namespace {

// Sends the complete lines back, each with a send of its own. Returns false
// when the client is gone.
bool answerLines(int client, std::string& lines) {
  for (auto end = lines.find('\n'); end != std::string::npos;
       end = lines.find('\n')) {
    if (::send(client, lines.data(), end + 1, MSG_NOSIGNAL) < 0) return false;
    lines.erase(0, end + 1);
  }
  return true;
}

void serveClient(int client) {
  std::array<char, 4096> buffer;
  std::string lines;
  for (;;) {
    const ssize_t n = ::recv(client, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    lines.append(buffer.data(), static_cast<std::size_t>(n));
    if (!answerLines(client, lines)) return;
  }
}

}  // namespace

void serve(int listener) {
  for (;;) {
    const Fd client(::accept(listener, nullptr, nullptr));
    if (client) serveClient(client.get());
  }
}

}  // namespace oneloop
