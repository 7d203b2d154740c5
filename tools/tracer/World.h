#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// "6 bytes", "1 byte".
std::string bytesInWords(std::size_t n);

/// "a", "a or b", "a, b or c".
std::string listInWords(const std::vector<std::string>& words,
                        const std::string& conjunction);

/// The call by the name it has in the program: recv for recvfrom.
std::string programsName(const std::string& call);

/// What is true at one point of a replay, in the words of the notes.
class World {
 public:
  explicit World(const Trace& trace) : trace_(trace) {}

  /// Moves past a step.
  void apply(const Step& step);

  bool isClient(const std::string& lane) const;
  /// "The server", or "The main thread", "Thread 1".
  std::string who(const std::string& lane) const;
  /// "client A", for its lane or its connection.
  std::string client(const std::string& id) const;
  /// "client A's connection", "the listening socket".
  std::string thing(const std::string& descriptor) const;
  std::vector<std::string> things(
      const std::vector<std::string>& descriptors) const;

  /// True if a server's thread sleeps in a call.
  bool someThreadSleeps() const { return !sleeping_.empty(); }
  /// "The server sleeps in recv, where it waits for client A."; where the
  /// threads that sleep do so.
  std::string whoSleepsWhere() const;

  /// "Client B waits in the listener's queue, its 18 bytes in the kernel. ":
  /// each client that has to wait for the server; empty if none has.
  std::string whoHasToWait() const;

  /// True if this client's bytes came before it was accepted.
  bool spokeBeforeAccept(const std::string& connection) const;
  /// True if that client, or the one of that connection, has said something,
  /// and the server has not closed.
  bool hasSpoken(const std::string& id) const;
  /// True if that client has left since the other one began to wait.
  bool someClientLeft() const { return someClientLeft_; }
  /// The client whose connection was accepted last.
  const std::string& newest() const { return newest_; }

 private:
  struct Client {
    bool accepted = false;
    bool spoke = false;
    bool spokeBeforeAccept = false;
    std::size_t unread = 0;  // bytes in the server's kernel
  };

  void applyClient(const Step& step);
  void applyServer(const Step& step);

  const Trace& trace_;
  std::map<std::string, const Step*> sleeping_;  // the kEnter step, by lane
  std::map<std::string, Client> clients_;        // by their connection's id
  std::string newest_;
  bool someClientLeft_ = false;
};

}  // namespace oneloop::tracer
