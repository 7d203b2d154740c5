#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::compare {

/// What the clients do to a server. A value.
struct Load {
  enum class Kind {
    kPingPong,     // an active client sends, awaits the echo, sends again
    kChurn,        // it connects anew for every message
    kSlowReaders,  // ping-pong, beside `slow` that send much and read little
  };

  std::string name;         // "idle-1000", in results.json
  std::string family = {};  // "idle": loads that differ in one number, ...
  std::string label = {};   // ... "1,000 idle"
  Kind kind = Kind::kPingPong;
  unsigned active = 10;   // clients that send
  unsigned idle = 0;      // clients that have sent one message, and are silent
  unsigned slow = 0;      // of kSlowReaders
  std::size_t size = 64;  // bytes of a message

  /// Clients at the same time.
  unsigned connections() const { return active + idle + slow; }

  /// Messages a second for the latency figures, the same for every server; 0
  /// if the load has none.
  unsigned rate() const;

  /// "10 active beside 1,000 idle, 64 bytes"
  std::string title() const;
};

/// The named loads: all of a family, or one of them; "all" means all.
/// Throws std::invalid_argument for a name that is none.
std::vector<Load> findLoads(std::string_view name);

/// For the help: "ping-pong, idle, ...".
std::string familyNames();

/// A load of the user's own: `name` and `family` are "own".
Load ownLoad(unsigned active, unsigned idle, std::size_t size);

/// 10000 is "10,000".
std::string thousands(std::size_t number);

}  // namespace oneloop::compare
