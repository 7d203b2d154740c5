// One system call of a server fails, as it may in practice at any time: strace
// answers in the kernel's place (strace(1), "Tampering").

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <stdexcept>

#include "common/testing/Steps.h"
#include "common/testing/conformance/Scenario.h"
#include "common/testing/strace.h"

namespace oneloop::testing::conformance {
namespace {

// What the client of the failed call is owed.
enum class Owed {
  kEcho,        // the call is tried again: the client notices nothing
  kEchoOrEnd,   // the client may be turned away
  kEchoButOne,  // all but the first byte, which the call claimed to have sent
};

struct Injection {
  std::string_view call;   // as in Row::calls
  std::string_view names;  // the system calls, for strace; '?': if they exist
  std::string_view fault;  // what strace makes of them
  Owed owed;
};

constexpr std::string_view kAccept = "?accept,?accept4";
constexpr std::string_view kRecv = "?recvfrom,?recvmsg";
constexpr std::string_view kSend = "?sendto,?sendmsg";
constexpr std::string_view kSelect = "?select,?pselect6";
constexpr std::string_view kPoll = "?poll,?ppoll";
constexpr std::string_view kEpollWait = "?epoll_wait,?epoll_pwait";
constexpr std::string_view kSignalWait = "rt_sigtimedwait";
constexpr std::string_view kThread = "?clone,?clone3";

constexpr Injection kInjections[] = {
    {"accept", kAccept, "error=EINTR", Owed::kEcho},
    {"accept", kAccept, "error=ECONNABORTED", Owed::kEcho},
    {"accept", kAccept, "error=EPROTO", Owed::kEcho},
    {"accept", kAccept, "error=EMFILE", Owed::kEcho},
    {"accept", kAccept, "error=ENFILE", Owed::kEcho},
    {"accept", kAccept, "error=ENOBUFS", Owed::kEcho},
    {"accept", kAccept, "error=ENOMEM", Owed::kEcho},
    {"recv", kRecv, "error=EINTR", Owed::kEcho},
    {"recv", kRecv, "error=ENOMEM", Owed::kEchoOrEnd},
    {"recv", kRecv, "error=ECONNRESET", Owed::kEchoOrEnd},
    {"send", kSend, "error=EINTR", Owed::kEcho},
    {"send", kSend, "error=ENOMEM", Owed::kEchoOrEnd},
    {"send", kSend, "error=EPIPE", Owed::kEchoOrEnd},
    {"send", kSend, "retval=1", Owed::kEchoButOne},
    {"select", kSelect, "error=EINTR", Owed::kEcho},
    {"select", kSelect, "error=ENOMEM", Owed::kEcho},
    {"poll", kPoll, "error=EINTR", Owed::kEcho},
    {"poll", kPoll, "error=ENOMEM", Owed::kEcho},
    {"epoll_wait", kEpollWait, "error=EINTR", Owed::kEcho},
    // The first two add the server's own descriptors; the third, a client's.
    {"epoll_ctl", "epoll_ctl", "error=ENOMEM:when=3", Owed::kEchoOrEnd},
    {"epoll_ctl", "epoll_ctl", "error=ENOSPC:when=3", Owed::kEchoOrEnd},
    // A loop of the library watches an eventfd of its own, too.
    {"loop_epoll_ctl", "epoll_ctl", "error=ENOMEM:when=4", Owed::kEchoOrEnd},
    {"loop_epoll_ctl", "epoll_ctl", "error=ENOSPC:when=4", Owed::kEchoOrEnd},
    {"sigtimedwait", kSignalWait, "error=EINTR", Owed::kEcho},
    // Four calls are for the listener; the fourth for a client sets O_ASYNC.
    {"fcntl", "fcntl", "error=ENOMEM:when=8", Owed::kEchoOrEnd},
    {"io_uring_enter", "io_uring_enter", "error=EINTR", Owed::kEcho},
    {"io_uring_enter", "io_uring_enter", "error=EAGAIN", Owed::kEcho},
    {"io_uring_enter", "io_uring_enter", "error=EBUSY", Owed::kEcho},
    {"thread", kThread, "error=EAGAIN", Owed::kEchoOrEnd},
};

std::string whenOf(std::string_view fault) {
  return fault.find(":when=") == std::string_view::npos ? ":when=1" : "";
}

// "error=EMFILE" → "EMFILE"; "retval=1" → "short".
std::string shortName(std::string_view fault) {
  if (fault.starts_with("retval=")) return "short";
  fault.remove_prefix(fault.find('=') + 1);
  return std::string(fault.substr(0, fault.find(':')));
}

Fault faultOf(const Injection& injection) {
  const std::string name = shortName(injection.fault);
  return {
      fmt::format("{}-{}", injection.call, name), std::string(injection.call),
      name == "short" ? fmt::format("{} takes one byte only", injection.call)
                      : fmt::format("{} fails with {}", injection.call, name)};
}

bool has(const std::vector<std::string>& calls, std::string_view call) {
  return std::ranges::find(calls, call) != calls.end();
}

void expectOwed(const ServerProcess& server, std::string name, Owed owed) {
  const std::string message = fmt::format("from the {}\n", name);
  Client client(server.address(), name);
  client.send(message);
  const Answer answer = answerTo(
      client, message.substr(owed == Owed::kEchoButOne ? 1 : 0), kDeadline);
  if (answer == Answer::kNothing) {
    throw Failure(name, "was neither served nor turned away");
  }
  if (answer == Answer::kClosed && owed != Owed::kEchoOrEnd) {
    throw Failure(name, "was turned away, and need not have been");
  }
}

}  // namespace

std::vector<Fault> faultsOf(const Row& row) {
  std::vector<Fault> faults;
  for (const Injection& injection : kInjections) {
    if (has(row.calls, injection.call)) {
      faults.push_back(faultOf(injection));
    }
  }
  return faults;
}

bool runFault(const Row& row, const std::string& faultId) {
  const auto* injection = std::ranges::find_if(
      kInjections,
      [&](const Injection& each) { return faultOf(each).id == faultId; });
  if (injection == std::end(kInjections)) {
    throw std::invalid_argument(fmt::format("there is no fault '{}'", faultId));
  }
  if (!straceWorks()) return false;

  const std::string fault =
      fmt::format("{}{}", injection->fault, whenOf(injection->fault));
  ServerProcess server(
      underStrace(std::string(injection->names), row.command, fault),
      withoutLeakCheck());
  steps::add("server", faultOf(*injection).sentence);

  expectOwed(server, "first client", injection->owed);
  // strace counts the calls of each thread by itself: with a thread a client,
  // the first call of the second client fails, too.
  const bool again = has(row.calls, "thread") &&
                     (injection->names == kRecv || injection->names == kSend);
  expectOwed(server, "second client", again ? injection->owed : Owed::kEcho);

  const ExitStatus status = server.stop();
  if (server.errors().find("(INJECTED)") == std::string::npos) {
    throw Failure("strace",
                  fmt::format("saw no call to make fail: {}", server.errors()));
  }
  if (status != ExitStatus{}) {
    throw Failure("server", fmt::format("stopped with {}: {}",
                                        status.toString(), server.errors()));
  }
  return true;
}

}  // namespace oneloop::testing::conformance
