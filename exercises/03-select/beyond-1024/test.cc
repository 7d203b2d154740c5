#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/select.h>

#include <string>
#include <vector>

#include "common/testing/Needs.h"
#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/descriptors.h"
#include "exercises/03-select/beyond-1024/serve.h"

namespace oneloop::testing {
namespace {

const Needs descriptors([] {
  const bool enough = raiseDescriptorLimit() > FD_SETSIZE + 10;
  return std::string(enough ? ""
                            : "RLIMIT_NOFILE allows no descriptor above 1024");
});

// A server in a process that has all numbers in use but three below 1024.
void serveWithThreeNumbersLeft(int listener) {
  std::vector<Fd> files;
  do {
    files.push_back(makeEvent());
  } while (files.back().get() < FD_SETSIZE - 4);
  serve(listener);
}

TEST_CASE(
    "a client whose number is too high is refused and nobody else suffers") {
  ServerChild server(serveWithThreeNumbersLeft);
  steps::add("server",
             "the process has a thousand files open; the numbers "
             "1021, 1022 and 1023 are free");
  server.face([&] {
    std::vector<Client> served;
    for (int i = 1; i <= 3; ++i) {
      served.push_back(server.connect(fmt::format("client {}", i)));
      served.back().expectEcho("hello");
    }
    for (int i = 4; i <= 5; ++i) {
      Client refused = server.connect(fmt::format("client {}", i));
      refused.expectClosed();
    }
    for (Client& client : served) client.expectEcho("still there?");
    served.front().close();
    Client next = server.connect("client 6");
    next.expectEcho("there is room again");
  });
}

}  // namespace
}  // namespace oneloop::testing
