#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/testing/conformance/Row.h"
#include "common/testing/conformance/Trial.h"

namespace oneloop::testing::conformance {

/// One thing that happens to servers in practice.
struct Scenario {
  std::string id;        // "half-close"
  std::string sentence;  // "a client that closes its sending half"

  /// Makes it happen and reports what was seen. Throws Failure if a client
  /// did not get what even a server that fails in the declared way owes it.
  Verdict (*run)(const Trial&);
};

/// All scenarios, in the order of the matrix.
const std::vector<Scenario>& scenarios();

/// One system call that fails while a client is served.
struct Fault {
  std::string id;        // "accept-EMFILE"
  std::string call;      // as in Row::calls
  std::string sentence;  // "accept fails with EMFILE"
};

/// The faults that concern this server: those of the calls it makes.
std::vector<Fault> faultsOf(const Row& row);

/// Runs the server under strace, which makes the call fail. Returns false if
/// strace cannot run here. Throws Failure if a client was neither served nor
/// turned away, or if the server did not live on.
bool runFault(const Row& row, const std::string& faultId);

// The scenarios, by file.
Verdict splitMessages(const Trial& trial);  // messages.cc
Verdict coalescedMessages(const Trial& trial);
Verdict slowReader(const Trial& trial);
Verdict halfClose(const Trial& trial);
Verdict outOfBand(const Trial& trial);
Verdict signalsDuringCalls(const Trial& trial);
Verdict resetMidStream(const Trial& trial);  // departures.cc
Verdict resetBeforeAccept(const Trial& trial);
Verdict goneBeforeAnswer(const Trial& trial);
Verdict manyShortConnections(const Trial& trial);
Verdict cleanStop(const Trial& trial);
Verdict silentNeighbour(const Trial& trial);  // crowds.cc
Verdict deafNeighbour(const Trial& trial);
Verdict idleClients(const Trial& trial);
Verdict crowd(const Trial& trial);
Verdict outOfDescriptors(const Trial& trial);

}  // namespace oneloop::testing::conformance
