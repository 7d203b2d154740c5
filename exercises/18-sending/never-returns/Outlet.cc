#include "exercises/18-sending/Outlet.h"

#include <sys/socket.h>

#include <utility>

namespace oneloop {

Outlet::Outlet(EventLoop* loop, Fd socket)
    : loop_(loop), socket_(std::move(socket)), channel_(loop, socket_.get()) {
  channel_.setWriteCallback([this] { handleWrite(); });
}

void Outlet::setWriteCompleteCallback(Callback callback) {
  writeComplete_ = std::move(callback);
}

void Outlet::send(std::string_view bytes) {
  if (ending_) return;
  // What waits already goes first.
  if (waiting() == 0) bytes.remove_prefix(sendNow(bytes));
  if (!bytes.empty()) {
    output_.append(bytes);
    channel_.enableWriting();
  } else {
    tellWriteComplete();
  }
}

void Outlet::handleWrite() {
  output_.retrieve(sendNow(output_.toStringPiece()));
  if (waiting() > 0) return;
  channel_.disableWriting();
  tellWriteComplete();
  if (ending_) endOurHalf();
}

// How much the kernel took.
std::size_t Outlet::sendNow(std::string_view bytes) {
  const ssize_t n =
      ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return n > 0 ? static_cast<std::size_t>(n) : 0;
}

void Outlet::tellWriteComplete() {
  if (writeComplete_) writeComplete_();
}

void Outlet::shutdown() {
  ending_ = true;
  if (waiting() == 0) endOurHalf();
}

void Outlet::endOurHalf() { ::shutdown(socket_.get(), SHUT_WR); }

}  // namespace oneloop
