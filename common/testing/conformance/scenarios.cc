#include "common/testing/conformance/Scenario.h"

namespace oneloop::testing::conformance {

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = {
      {"split", "a message sent byte by byte", splitMessages},
      {"coalesced", "10,000 messages in one send", coalescedMessages},
      {"slow-reader", "10 MB to a slow reader", slowReader},
      {"half-close", "a client that closes its sending half", halfClose},
      {"out-of-band", "an out-of-band byte", outOfBand},
      {"signals", "signals during the calls", signalsDuringCalls},
      {"reset", "a connection reset in mid-stream", resetMidStream},
      {"reset-before-accept", "a reset before accept", resetBeforeAccept},
      {"gone-before-answer", "a client gone before its answers",
       goneBeforeAnswer},
      {"short-connections", "1,000 short connections", manyShortConnections},
      {"silent-neighbour", "a silent client beside a busy one",
       silentNeighbour},
      {"deaf-neighbour", "a deaf client beside a busy one", deafNeighbour},
      {"idle", "idle clients cost no processor time", idleClients},
      {"crowd", "1,100 clients at once", crowd},
      {"descriptors", "500 clients for 64 descriptors", outOfDescriptors},
      {"stop", "a stop with clients connected", cleanStop},
  };
  return all;
}

}  // namespace oneloop::testing::conformance
