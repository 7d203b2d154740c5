#pragma once

#include <sys/timerfd.h>

#include <system_error>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/EchoConnection.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"
#include "oneloop/Channel.h"

namespace oneloop {

// #region class
/// An echo server as channels: one for the listening socket, one for the pause
/// after a failed accept, and one for each client. It knows no loop but the
/// one that its channels name, and never waits itself.
class EchoService {
 public:
  /// `loop` must outlive the service.
  EchoService(EventLoop* loop, const ServerOptions& options)
      : loop_(loop),
        listener_(listenOn(options.address(), Blocking::kNo)),
        listenerChannel_(loop, listener_.get()),
        pause_(check(
            "timerfd_create",
            ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))),
        pauseChannel_(loop, pause_.get()) {
    listenerChannel_.setReadCallback([this](Timestamp) { accept(); });
    listenerChannel_.enableReading();
    pauseChannel_.setReadCallback([this](Timestamp) { endPause(); });
    announce(listener_);
  }
  // #endregion class

 private:
  // #region client
  struct Client {
    Client(EventLoop* loop, Fd socket)
        : connection(std::move(socket)), channel(loop, connection.fd()) {}

    EchoConnection connection;
    Channel channel;  // below the socket: it is destroyed first
  };

  void add(Fd socket) {
    const int fd = socket.get();
    Client& client =
        clients_.try_emplace(fd, loop_, std::move(socket)).first->second;
    client.channel.setReadCallback([this, fd](Timestamp) { serve(fd); });
    client.channel.setWriteCallback([this, fd] { serve(fd); });
    client.channel.setCloseCallback([this, fd] { serve(fd); });
    client.channel.setErrorCallback([this, fd] { serve(fd); });
    try {
      client.channel.enableReading();
    } catch (const std::system_error& error) {
      log(error.what());  // ENOMEM, ENOSPC: this client is refused
      clients_.erase(fd);
    }
  }

  // Whatever the event was, the socket says what it is good for.
  void serve(int fd) {
    Client& client = clients_.at(fd);
    try {
      if (client.connection.step() != EchoConnection::Progress::kClosed) {
        waitForNext(client);
        return;
      }
    } catch (const std::system_error& error) {
      log(error.what());  // this client is lost, the others go on
    }
    clients_.erase(fd);  // destroys the channel that has called us
    endPause();          // its descriptor is free
  }

  static void waitForNext(Client& client) {
    if (client.connection.waitsForWrite()) {
      client.channel.disableReading();
      client.channel.enableWriting();
    } else {
      client.channel.disableWriting();
      client.channel.enableReading();
    }
  }
  // #endregion client

  void accept() {
    const bool goesOn = acceptAll(
        listener_.get(), [this](Fd socket) { add(std::move(socket)); });
    if (goesOn) return;
    listenerChannel_.disableReading();
    itimerspec pause{};
    pause.it_value.tv_nsec = std::chrono::nanoseconds(kAcceptPause).count();
    check("timerfd_settime",
          ::timerfd_settime(pause_.get(), 0, &pause, nullptr));
    pauseChannel_.enableReading();
  }

  void endPause() {
    pauseChannel_.disableReading();
    listenerChannel_.enableReading();
  }

  EventLoop* const loop_;
  const Fd listener_;
  Channel listenerChannel_;
  const Fd pause_;
  Channel pauseChannel_;
  std::unordered_map<int, Client> clients_;  // by their descriptors
};

}  // namespace oneloop
