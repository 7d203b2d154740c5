#include "tools/compare/Measurement.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include "common/check.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "tools/compare/CallLog.h"
#include "tools/compare/Counters.h"
#include "tools/compare/Statistics.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;
namespace procfs = testing::procfs;

constexpr std::size_t kCountedMessages = 2'000;
constexpr std::size_t kTracedMessages = 200;
// strace stops every one of them.
constexpr std::size_t kMostTracedThreads = 200;
constexpr std::size_t kLargeBytes = 4 << 20;  // of counted messages, together

void pinTo(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  check("sched_setaffinity", ::sched_setaffinity(0, sizeof cores, &cores));
}

// The server inherits the core of whoever starts it.
testing::ServerProcess start(std::vector<std::string> command,
                             const Server& server, const Settings& settings) {
  struct Back {
    int core;
    ~Back() { pinTo(core); }
  } const back{settings.clientCore};
  pinTo(settings.serverCore);
  return testing::ServerProcess(std::move(command),
                                {.environment = server.environment});
}

std::vector<std::string> commandOf(const Server& server,
                                   const Settings& settings) {
  std::vector<std::string> command = server.command;
  command.front() = server.program(settings.bin);
  return command;
}

// The processor time of a whole process, of threads that have ended too.
std::chrono::duration<double> processorTime(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0) return {};
  if (::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t countedMessages(const Load& load, std::size_t most) {
  const std::size_t few = std::max<std::size_t>(kLargeBytes / load.size, 1);
  return std::max<std::size_t>(std::min(most, few), load.active);
}

std::chrono::nanoseconds nanoseconds(double seconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

void countCalls(Crowd& crowd, const Counters& counters, std::size_t messages,
                Counts& counts) {
  const auto before = counters.read();
  crowd.pingPong(messages);
  const auto after = counters.read();
  const auto n = static_cast<double>(messages);
  if (before.systemCalls && after.systemCalls) {
    counts.systemCalls =
        static_cast<double>(*after.systemCalls - *before.systemCalls) / n;
  }
  if (before.contextSwitches && after.contextSwitches) {
    counts.contextSwitches =
        static_cast<double>(*after.contextSwitches - *before.contextSwitches) /
        n;
  }
}

void traceCalls(Crowd& crowd, pid_t pid, std::size_t messages, Counts& counts) {
  if (!testing::findProgram("strace")) return;
  if (procfs::threads(pid).size() > kMostTracedThreads) return;
  CallLog log;
  try {
    Strace strace(pid);
    crowd.pingPong(messages);
    log = strace.finish();
  } catch (const testing::Failure&) {
    return;  // strace may not attach here: kernel.yama.ptrace_scope
  } catch (const Refused&) {
    return;  // under strace it is too slow: thousands of calls a message
  }
  const auto n = static_cast<double>(messages);
  counts.listBytes = static_cast<double>(log.listBytes) / n;
  if (!counts.systemCalls) {
    counts.systemCalls = static_cast<double>(log.calls) / n;
  }
}

std::uint64_t callgrind(const Server& server, const Load& load,
                        const Settings& settings, std::size_t messages,
                        const Interrupt& interrupted) {
  const fs::path file = fs::temp_directory_path() /
                        fmt::format("oneloop-callgrind-{}", ::getpid());
  std::vector<std::string> command{"valgrind", "--tool=callgrind", "-q",
                                   "--callgrind-out-file=" + file.string()};
  const auto own = commandOf(server, settings);
  command.insert(command.end(), own.begin(), own.end());
  auto process = start(std::move(command), server, settings);
  {
    Crowd crowd(process.address(), load, interrupted);
    crowd.connect();
    crowd.pingPong(messages);
    process.stop();
  }
  std::ifstream stream(file);
  const std::string output(std::istreambuf_iterator<char>(stream), {});
  fs::remove(file);
  return callgrindTotal(output);
}

}  // namespace

Counts count(const Server& server, const Load& load, const Settings& settings,
             const Interrupt& interrupted) {
  auto process = start(commandOf(server, settings), server, settings);
  const pid_t pid = process.pid();
  const Counters counters(pid);
  const std::size_t memoryBefore = procfs::residentMemory(pid);
  Crowd crowd(process.address(), load, interrupted);
  crowd.connect();

  Counts counts;
  counts.threads = static_cast<double>(procfs::threads(pid).size());
  counts.descriptors = static_cast<double>(procfs::descriptors(pid));
  // What slow readers make a server keep shows only while they are at it.
  const bool slow = load.kind == Load::Kind::kSlowReaders;
  if (slow) crowd.pingPong(nanoseconds(settings.seconds));
  if (load.kind != Load::Kind::kChurn) {  // whose clients come later
    const std::size_t memory = procfs::residentMemory(pid);
    counts.memory =
        static_cast<double>(memory - std::min(memory, memoryBefore)) /
        load.connections();
  }
  if (!slow) {  // their calls are not the messages'
    countCalls(crowd, counters, countedMessages(load, kCountedMessages),
               counts);
    // Each call costs more under strace than the rest of the message.
    const double calls = std::max(counts.systemCalls.value_or(0) / 10, 1.0);
    const auto traced =
        static_cast<std::size_t>(static_cast<double>(kTracedMessages) / calls);
    traceCalls(crowd, pid, countedMessages(load, traced), counts);
  }
  process.stop();
  return counts;
}

Round time(const Server& server, const Load& load, const Settings& settings,
           const Interrupt& interrupted) {
  auto process = start(commandOf(server, settings), server, settings);
  Crowd crowd(process.address(), load, interrupted);
  crowd.connect();
  crowd.pingPong(nanoseconds(settings.seconds / 3));  // warm-up: left out

  const auto before = processorTime(process.pid());
  const Work work = crowd.pingPong(nanoseconds(settings.seconds));
  const auto used = processorTime(process.pid()) - before;
  if (work.messages == 0) throw Refused("not one message in this time");

  Round round;
  const double seconds = work.time.count();
  const auto messages = static_cast<double>(work.messages);
  round.messagesPerSecond = messages / seconds;
  round.processorTime = used.count() / messages * 1e6;
  round.serverBusy = used.count() / seconds;
  round.clientBusy = work.ownProcessorTime.count() / seconds;
  if (load.rate() > 0) {
    const bool spin = settings.clientCore != settings.serverCore;
    Latencies latencies =
        crowd.atRate(load.rate(), nanoseconds(settings.seconds), spin);
    round.latencies = std::move(latencies.echo);
    round.late = percentile(latencies.late, 50);
  }
  process.stop();
  return round;
}

// What the start and the end take is the same in both runs.
double instructionsAMessage(const Server& server, const Load& load,
                            const Settings& settings,
                            const Interrupt& interrupted) {
  const std::size_t few = countedMessages(load, 500);
  const std::size_t many = 3 * few;
  const auto little = callgrind(server, load, settings, few, interrupted);
  const auto much = callgrind(server, load, settings, many, interrupted);
  return static_cast<double>(much - std::min(much, little)) /
         static_cast<double>(many - few);
}

std::uint64_t callgrindTotal(const std::string& output) {
  const std::string key = "totals: ";
  const auto at = output.rfind(key);
  if (at == std::string::npos) {
    throw std::runtime_error("callgrind has written no totals");
  }
  return std::stoull(output.substr(at + key.size()));
}

}  // namespace oneloop::compare
