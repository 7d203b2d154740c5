// What a program sees of its command line. What its user sees, when that is
// wrong, is tested with the servers of chapter 01.

#include "common/CommandLine.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "common/testing/Child.h"

namespace oneloop {
namespace {

// Runs `line` with these arguments in a child: it writes to stderr.
std::string run(CommandLine& line, std::vector<std::string> arguments,
                const std::function<void(const ServerOptions&)>& serve) {
  testing::Child child([&] {
    arguments.insert(arguments.begin(), "program");
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    return line.run(static_cast<int>(argv.size()), argv.data(), serve);
  });
  return child.wait().toString();
}

void require(bool condition) {
  if (!condition) throw std::runtime_error("not what was expected");
}

TEST_CASE("without options a server listens on 127.0.0.1 and port 2007") {
  CommandLine line("a server");
  CHECK(run(line, {}, [](const ServerOptions& options) {
          require(options.address().toString() == "127.0.0.1:2007");
        }) == "exit status 0");
}

TEST_CASE("--host and --port say where a server listens") {
  CommandLine line("a server");
  CHECK(run(line, {"--port=0", "--host", "::1"},
            [](const ServerOptions& options) {
              require(options.address().toString() == "[::1]:0");
            }) == "exit status 0");
}

TEST_CASE("an option of the server's own takes one of its values") {
  CommandLine line("a server");
  std::string trigger = "level";
  line.choice("--trigger", trigger, {"level", "edge"}, "how to be told");
  const auto expect = [&trigger](const std::string& value) {
    return
        [&trigger, value](const ServerOptions&) { require(trigger == value); };
  };
  CHECK(run(line, {}, expect("level")) == "exit status 0");
  CHECK(run(line, {"--trigger", "edge"}, expect("edge")) == "exit status 0");
  CHECK(run(line, {"--trigger", "hair"}, expect("")) == "exit status 2");
}

TEST_CASE("an option may take a number within its bounds") {
  CommandLine line("a server");
  int threads = 0;
  line.number("--threads", threads, 0, 64, "how many");
  CHECK(run(line, {"--threads", "4"}, [&](const ServerOptions&) {
          require(threads == 4);
        }) == "exit status 0");
  for (const char* bad : {"65", "-1", "four"}) {
    CHECK(run(line, {"--threads", bad},
              [](const ServerOptions&) { require(false); }) == "exit status 2");
  }
}

TEST_CASE("an option may take an address and a port") {
  CommandLine line("a relay");
  SocketAddress to("127.0.0.1", 2008);
  line.address("--to", to, "where to");
  CHECK(run(line, {"--to", "[::1]:80"}, [&](const ServerOptions&) {
          require(to.toString() == "[::1]:80");
        }) == "exit status 0");
  CHECK(run(line, {"--to", "localhost"},
            [](const ServerOptions&) { require(false); }) == "exit status 2");
}

TEST_CASE("what serve throws ends the program with status 1") {
  CommandLine line("a server");
  CHECK(run(line, {}, [](const ServerOptions&) {
          throw std::system_error(EADDRINUSE, std::generic_category(), "bind");
        }) == "exit status 1");
}

TEST_CASE("a wrong command line serves nobody and ends with status 2") {
  CommandLine line("a server");
  CHECK(run(line, {"--port", "many"},
            [](const ServerOptions&) { require(false); }) == "exit status 2");
}

}  // namespace
}  // namespace oneloop
