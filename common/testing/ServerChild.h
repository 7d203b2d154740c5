#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>

#include "common/SocketAddress.h"
#include "common/listenOn.h"
#include "common/testing/Call.h"
#include "common/testing/Client.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {

/// The learner's server, a function, in a process of its own.
///
///   ServerChild server(serve);
///   server.face([&] {
///     Client a = server.connect("client A");
///     a.expectEcho("hello");
///   });
///
/// Requires that the judge has no other threads. Not thread-safe.
class ServerChild {
 public:
  /// `serve` is given a socket that listens on 127.0.0.1; it serves until its
  /// process is killed. If it returns or throws, the server has ended.
  explicit ServerChild(const std::function<void(int listener)>& serve,
                       Blocking blocking = Blocking::kNo);

  const SocketAddress& address() const { return listener_.address; }
  pid_t pid() const { return call_.pid(); }
  /// The number of the listener, in the server's process.
  int listener() const { return number_; }

  /// A client with the patience of an exercise.
  Client connect(std::string name = "client") const;

  /// Plays the clients. If they fail since the server has ended, the Failure
  /// says how it ended.
  void face(const std::function<void()>& clients);

  /// Throws Failure unless the server sleeps in that system call soon.
  void expectAsleepIn(const std::string& systemCall);

  /// The client sends and does not read, until its own buffers are full and
  /// the server sleeps in `systemCall`. Returns how many bytes it has sent.
  std::size_t sendUntilStuck(Client& client, const std::string& systemCall);

  /// Stops the process (SIGSTOP), and lets it go on: what happens between is
  /// there all at once when it looks again.
  void pause();
  void resume();

 private:
  Listener listener_;
  const int number_;
  Call call_;
};

}  // namespace oneloop::testing
