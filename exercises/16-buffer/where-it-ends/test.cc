#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/16-buffer/where-it-ends/questions.h"
#include "oneloop/Buffer.h"

namespace oneloop::testing {
namespace {

std::string receive(const Connection& pair, std::size_t room) {
  std::array<char, 100> bytes{};
  const std::string result =
      outcome(::recv(pair.server.get(), bytes.data(), room, MSG_DONTWAIT));
  steps::add("server", "recv, with room for " + std::to_string(room) +
                           " bytes: " + result + " " + quoted(bytes.data()));
  return result;
}

void sendAndArrive(const Connection& pair, const std::string& text) {
  sendAll(pair.client.get(), text);
  waitUntilDelivered(pair.client.get());
  steps::add("client", "sends " + quoted(text));
}

TEST_CASE("questions 1 to 3: sends and receives") {
  const Answer threeSends("kThreeSends", kThreeSends, {"3", "11", "100"});
  const Answer smallRoom("kSmallRoom", kSmallRoom, {"4", "10"});
  const Answer theRest("kTheRest", kTheRest, {"0", "6", "EAGAIN"});
  {
    const Connection pair = connectedPair();
    for (const char* text : {"one", "two", "three"}) sendAndArrive(pair, text);
    threeSends.compareWith(receive(pair, 100));
  }
  const Connection pair = connectedPair();
  sendAndArrive(pair, "0123456789");
  smallRoom.compareWith(receive(pair, 4));
  theRest.compareWith(receive(pair, 100));
}

TEST_CASE("questions 4 to 6: a Buffer") {
  const Answer room("kRoom", kRoom, {"24", "924", "1024"});
  const Answer allocates("kAllocates", kAllocates, {"yes", "no"});
  const Answer three("kThreeOfFour", kThreeOfFour,
                     {"throws", "waits", "returns"});
  Buffer buffer;
  buffer.append(std::string(1'000, 'x'));
  buffer.retrieve(900);
  steps::add("Buffer", "1,000 bytes came, 900 were retrieved; room in front: " +
                           std::to_string(buffer.prependableBytes()));
  room.compareWith(std::to_string(buffer.writableBytes()));
  const std::size_t before = buffer.internalCapacity();
  buffer.append(std::string(500, 'y'));
  steps::add("Buffer", "500 bytes were appended; room in front: " +
                           std::to_string(buffer.prependableBytes()));
  allocates.compareWith(buffer.internalCapacity() == before ? "no" : "yes");

  Buffer abc;
  abc.append("abc");
  std::string result = "returns";
  try {
    abc.readInt32();
  } catch (const std::out_of_range& error) {
    steps::add("Buffer", std::string("throws ") + error.what());
    result = "throws";
  }
  three.compareWith(result);
}

}  // namespace
}  // namespace oneloop::testing
