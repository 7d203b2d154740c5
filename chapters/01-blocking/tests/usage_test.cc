// What the servers say when they cannot start: one line, and a status that
// tells whose fault it is.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"

namespace oneloop::testing {
namespace {

const std::vector<std::string> kPrograms = {"echo_blocking",
                                            "echo_thread_per_connection"};

std::string pathOf(const std::string& program) {
  return ONELOOP_PROGRAM("") + program;
}

struct Outcome {
  std::string status;
  std::string output;
  std::string errors;
};
Outcome run(const std::string& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), pathOf(program));
  Process process(arguments);
  const std::string status = process.wait().toString();
  return {status, process.readRest(), process.errors()};
}

bool isOneLine(const std::string& text) {
  return text.ends_with('\n') && std::ranges::count(text, '\n') == 1;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a wrong command line is answered with one line and status 2") {
  struct Wrong {
    std::vector<std::string> arguments;
    std::string culprit;  // which the line must name
  };
  const std::vector<Wrong> cases = {
      {{"--port", "abc"}, "--port"},
      {{"--port", "65536"}, "--port"},
      {{"--port", "-1"}, "--port"},
      {{"--port", "80x"}, "--port"},
      {{"--port"}, "--port"},
      {{"--port", ""}, "--port"},
      {{"--host", "localhost"}, "--host"},
      {{"--host", "1.2.3"}, "--host"},
      {{"--host", ""}, "--host"},
      {{"--prot", "80"}, "--prot"},
      {{"8080"}, "8080"},
  };
  for (const auto& program : kPrograms) {
    for (const auto& wrong : cases) {
      const Outcome outcome = run(program, wrong.arguments);
      CAPTURE(outcome.errors);
      CHECK(outcome.status == "exit status 2");
      CHECK(outcome.output == "");
      CHECK(isOneLine(outcome.errors));
      CHECK(outcome.errors.starts_with(program + ": "));
      CHECK(contains(outcome.errors, wrong.culprit));
    }
  }
}

TEST_CASE("--help is answered on stdout and is no error") {
  for (const auto& program : kPrograms) {
    const Outcome outcome = run(program, {"--help"});
    CHECK(outcome.status == "exit status 0");
    CHECK(contains(outcome.output, "--port"));
    CHECK(contains(outcome.output, "--host"));
    CHECK(outcome.errors == "");
  }
}

TEST_CASE("a second server on the same port fails and names the call") {
  for (const auto& program : kPrograms) {
    ServerProcess first({pathOf(program)});
    const auto port = std::to_string(first.address().port());

    const Outcome second = run(program, {"--port", port});

    CHECK(second.status == "exit status 1");
    CHECK(second.output == "");
    CHECK(second.errors ==
          program + ": bind 127.0.0.1:" + port + ": Address already in use\n");
    CHECK(first.running());
  }
}

TEST_CASE("an address of another machine fails and names the call") {
  for (const auto& program : kPrograms) {
    // An address of the range kept for documentation: nobody has it.
    const Outcome outcome =
        run(program, {"--host", "192.0.2.1", "--port", "0"});
    CHECK(outcome.status == "exit status 1");
    CHECK(outcome.errors == program +
                                ": bind 192.0.2.1:0: Cannot assign "
                                "requested address\n");
  }
}

TEST_CASE("a server that stopped can start again on its port at once") {
  for (const auto& program : kPrograms) {
    ServerProcess first({pathOf(program)});
    const auto address = first.address();
    Client client(address);
    client.expectEcho("hello");
    first.stop();  // it closes first: TIME_WAIT is on its side
    client.expectEnd();
    client.close();

    Process second({pathOf(program), "--port", std::to_string(address.port())});
    CHECK(second.readLine() == "listening on " + address.toString());
  }
}

}  // namespace
}  // namespace oneloop::testing
