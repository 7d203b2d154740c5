#include "common/testing/ServerProcess.h"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"

namespace oneloop::testing {
namespace {

std::vector<std::string> onFreePort(std::vector<std::string> command) {
  command.insert(command.end(), {"--port", "0"});
  return command;
}

SocketAddress readAddress(Process& process) {
  constexpr std::string_view kPrefix = "listening on ";
  const auto line = process.readLine();
  if (!line || !line->starts_with(kPrefix)) {
    process.wait();
    throw Failure("server", fmt::format("did not start: {}", process.errors()));
  }
  steps::add("server", *line);
  return SocketAddress::parse(line->substr(kPrefix.size()));
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> command,
                             SpawnOptions options)
    : process_(onFreePort(std::move(command)), std::move(options)),
      address_(readAddress(process_)) {}

void ServerProcess::signal(int number) const { process_.signal(number); }

ExitStatus ServerProcess::stop() {
  steps::add("server", "is asked to stop (SIGTERM)");
  signal(SIGTERM);
  return process_.wait();
}

void ServerProcess::waitUntilAsleepIn(
    const std::vector<std::string>& calls) const {
  procfs::waitUntilAsleepIn(pid(), calls);
}

}  // namespace oneloop::testing
