// The echo server with operations that are submitted once and complete many
// times: one accept, and one recv a client. The kernel puts what arrives into
// buffers of a common ring, so a silent client has none.

#include "programs/echo_uring/multishot.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/BufferRing.h"
#include "common/Fd.h"
#include "common/Ring.h"
#include "common/StopSignal.h"
#include "common/log.h"
#include "programs/echo_uring/ClientQueue.h"
#include "programs/echo_uring/operations.h"

namespace oneloop {
namespace {

// #region client
struct Client {
  explicit Client(Fd fd) : socket(std::move(fd)) {}

  Fd socket;
  bool receiving = false;                // a recv is in flight
  bool stopping = false;                 // and its cancellation, too
  bool finished = false;                 // the peer has sent all, or is gone
  std::string_view sending;              // what a send in flight sends, from
  std::optional<unsigned short> buffer;  // a buffer of the ring,
  std::string backlog;                   // or from here: the peer reads slowly
  std::string waiting;                   // arrived while a send was in flight
};
// #endregion client

class MultishotServer {
 public:
  MultishotServer(const ServerOptions& options, bool show)
      : queue_(options, ClientQueue::Accept::kMultishot), ring_(kEntries) {
    if (show) ring_.show(nameOf);
    buffers_.lendTo(ring_);
    queue_.start(ring_, stop_);
  }

  // #region serve
  void serve() {
    while (!stop_.requested()) {
      // Quick sends complete within this very call. Unless something waits for
      // one, the call waits for a completion more: so one system call carries
      // a batch of echoes out and the next batch of messages in.
      const bool wait = !std::exchange(sendAwaited_, false);
      ring_.submitAndWait(quickSends_ + (wait ? 1 : 0));
      while (const auto done = ring_.take()) handle(*done);
    }
  }
  // #endregion serve

 private:
  void handle(const Completion& done) {
    switch (operationOf(done)) {
      case Operation::kAccept:
        if (Fd socket = queue_.accepted(ring_, done)) {
          const int fd = socket.get();
          receive(clients_.try_emplace(fd, std::move(socket)).first->second);
        }
        return;
      case Operation::kReceive:
        return received(clients_.at(descriptorOf(done)), done);
      case Operation::kSend:
        return sent(clients_.at(descriptorOf(done)), done.result);
      case Operation::kPause:
        return queue_.resume(ring_);
      default:  // the stop signal, or a cancellation
        return;
    }
  }

  // #region receive
  void receive(Client& client) {
    const int fd = client.socket.get();
    io_uring_sqe* const entry = ring_.entry(dataOf(Operation::kReceive, fd));
    ::io_uring_prep_recv_multishot(entry, fd, nullptr, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = BufferRing::kGroup;
    client.receiving = true;
  }

  void received(Client& client, const Completion& done) {
    if (!done.more()) client.receiving = client.stopping = false;
    if (done.result > 0) {
      const unsigned short id = BufferRing::idOf(done);
      const auto bytes =
          buffers_.bytes(id, static_cast<std::size_t>(done.result));
      if (client.sending.empty()) {
        client.buffer = id;
        send(client, bytes, MSG_DONTWAIT);
      } else {
        client.waiting += bytes;
        buffers_.giveBack(id);
      }
    } else if (done.result != -ENOBUFS && done.result != -ECANCELED &&
               done.result != -EINTR) {
      finish(client, "recv", done.result);
    }
    goOn(client);
  }
  // #endregion receive

  // #region send
  // With MSG_DONTWAIT it is a quick send, which may be short or fail with
  // EAGAIN. So a peer that does not read cannot keep a buffer of the ring.
  void send(Client& client, std::string_view bytes, int flags) {
    const int fd = client.socket.get();
    client.sending = bytes;
    ::io_uring_prep_send(ring_.entry(dataOf(Operation::kSend, fd)), fd,
                         bytes.data(), bytes.size(), flags | MSG_NOSIGNAL);
    if (client.buffer) ++quickSends_;
  }

  void sent(Client& client, int result) {
    std::string_view rest = std::exchange(client.sending, {});
    if (result >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(result));
    } else if (result != -EAGAIN && result != -EINTR) {
      finish(client, "send", result);
      client.waiting.clear();
      rest = {};
    }
    if (!rest.empty() || !client.waiting.empty()) {
      client.waiting.insert(0, rest);
    }
    if (client.buffer) {
      --quickSends_;
      buffers_.giveBack(*std::exchange(client.buffer, {}));
    }
    client.backlog = std::exchange(client.waiting, {});
    if (!client.backlog.empty()) send(client, client.backlog, 0);
    goOn(client);
  }
  // #endregion send

  void finish(Client& client, const char* call, int result) {
    errno = -result;
    if (errno != 0 && errno != ECONNRESET && errno != EPIPE) logErrno(call);
    client.finished = true;
  }

  // #region go-on
  // A recv has ended when F_MORE is clear: out of buffers, cancelled, or for
  // the kernel's own reasons. It is submitted again, unless the client has
  // more than enough to read first.
  void goOn(Client& client) {
    const bool enough =
        client.backlog.size() + client.waiting.size() >= kEnough;
    if (client.buffer &&
        (client.finished || !client.receiving || !client.waiting.empty())) {
      sendAwaited_ = true;
    }
    if (client.receiving) {
      if (enough || client.finished) stopReceiving(client);
    } else if (!client.finished) {
      if (!enough) receive(client);
    } else if (client.sending.empty()) {
      clients_.erase(client.socket.get());
      queue_.resume(ring_);  // its descriptor is free
    }
  }

  void stopReceiving(Client& client) {
    if (std::exchange(client.stopping, true)) return;
    const int fd = client.socket.get();
    ::io_uring_prep_cancel64(ring_.entry(dataOf(Operation::kCancel, fd)),
                             dataOf(Operation::kReceive, fd), 0);
  }
  // #endregion go-on

  static constexpr unsigned kEntries = 4096;
  static constexpr unsigned kBuffers = 1024;
  static constexpr std::size_t kBufferSize = 4096;
  static constexpr std::size_t kEnough = 64 * 1024;  // bytes kept for a client

  const StopSignal stop_;
  BufferRing buffers_{kBuffers, kBufferSize};
  std::unordered_map<int, Client> clients_;
  unsigned quickSends_ = 0;   // in flight
  bool sendAwaited_ = false;  // one of them, by what its client does next
  ClientQueue queue_;
  Ring ring_;  // destroyed first: then nothing here is the kernel's any more
};

}  // namespace

void serveMultishot(const ServerOptions& options, bool show) {
  MultishotServer(options, show).serve();
}

}  // namespace oneloop
