#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "common/Fd.h"
#include "oneloop/Buffer.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop {

/// The sending half of a connection, in small. What the kernel does not take
/// at once waits in the output buffer. In its loop's thread.
class Outlet {
 public:
  using Callback = std::function<void()>;

  /// `socket` is connected and non-blocking.
  Outlet(EventLoop* loop, Fd socket);

  /// Called when all that was sent is in the kernel's hands.
  void setWriteCompleteCallback(Callback callback);

  /// In the order of the calls. Nothing is sent after shutdown().
  void send(std::string_view bytes);

  /// Ends our half when all has been sent.
  void shutdown();

  std::size_t waiting() const { return output_.readableBytes(); }

 private:
  void handleWrite();
  std::size_t sendNow(std::string_view bytes);
  void tellWriteComplete();
  void endOurHalf();

  EventLoop* const loop_;
  const Fd socket_;
  Channel channel_;
  Buffer output_;
  Callback writeComplete_;
  bool ending_ = false;  // shutdown() was called
};

}  // namespace oneloop
