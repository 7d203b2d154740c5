#include <doctest/doctest.h>

#include "tools/tracer/assemble.h"

using namespace oneloop::tracer;
using Phase = Step::Phase;

namespace {

const SourceLine kSource{"chapters/01-blocking/programs/x.cc", 9, "accept();"};

/// Writes strace's output and the clients' actions in one list.
class Script {
 public:
  Script& server(const std::string& line) {
    log_ += line;
    return *this;
  }
  Script& client(const std::string& call) {
    ClientAction action;
    action.step.lane = "client-a";
    action.step.call = call;
    action.step.at = 1.0;
    action.position = log_.size();
    actions_.push_back(action);
    return *this;
  }
  Script& neverSleeps() {
    neverSleeps_ = true;
    return *this;
  }
  Trace assembled() const {
    const Recording recording{parseStrace(log_), neverSleeps_, actions_};
    Trace trace;
    assemble(
        recording,
        std::vector<std::optional<SourceLine>>(recording.calls.size(), kSource),
        trace);
    return trace;
  }

 private:
  std::string log_;
  bool neverSleeps_ = false;
  std::vector<ClientAction> actions_;
};

/// "server accept4 EAGAIN x3": one line a step.
std::vector<std::string> told(const Trace& trace) {
  std::vector<std::string> lines;
  for (const Step& step : trace.steps) {
    std::string line = step.lane + " " + step.call;
    if (step.phase == Phase::kEnter) line += " sleeps";
    if (step.phase == Phase::kReturn) line += " returns";
    if (step.error) line += " " + *step.error;
    if (step.descriptor) line += " on " + *step.descriptor;
    if (step.times > 1) line += " x" + std::to_string(step.times);
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

const std::string kListener =
    "7 1.0 socket(AF_INET, SOCK_STREAM, 0) = 4 <0.1>\n";
const std::string kEmptyQueue =
    "7 1.0 accept4(4, NULL, NULL, 0) = -1 EAGAIN (x) <0.1>\n";
const std::string kNoBytes =
    "7 1.0 recvfrom(5, 0x7fffff00, 9, 0, NULL, NULL) = -1 EAGAIN (x) <0.1>\n";

}  // namespace

TEST_CASE("a call that ends after a client's action is two steps") {
  const Trace trace = Script()
                          .server(kListener + "7 2.0 accept(4, NULL, ")
                          .client("connect")
                          .server("NULL) = 5 <0.5>\n")
                          .assembled();
  CHECK(told(trace) ==
        Lines{"server socket", "server accept sleeps on listener",
              "client-a connect", "server accept returns on listener"});
  CHECK(trace.steps[1].result == std::nullopt);
  CHECK(trace.steps[1].waited == 0);
  CHECK(trace.steps[3].result == "5");
  CHECK(trace.steps[3].waited == doctest::Approx(500));
  CHECK(trace.steps[3].opens == "conn-a");
}

TEST_CASE("threads that signal one another are shown in the order of time") {
  const std::string pipe = "7 1.0 pipe2([5, 6], 0) = 0 <0.1>\n";
  const std::string look = "7 2.0 poll([{fd=5, events=POLLIN}], 1, 1000) = ";
  const Trace trace =
      Script()
          .server(kListener + pipe + "7 1.0 accept(4, NULL, NULL) = 7 <0.1>\n")
          .server("8 2.0 read(7,  <unfinished ...>\n")
          .server(look + "0 (Timeout) <1.0>\n")
          .server(
              "7 3.0 poll([{fd=5, events=POLLIN}], 1, 1000 <unfinished "
              "...>\n")
          .client("send")
          .server(
              "8 3.0 <... read resumed>\"x\", 9) = 1 <0.5>\n"
              "8 3.1 rt_sigqueueinfo(7, SIGRT_2, {si_int=7, x}) = 0 <0.1>\n"
              "7 3.2 <... poll resumed>) = ? ERESTART_RESTARTBLOCK (x) "
              "<0.5>\n"
              "7 3.3 write(6, \"\\7\", 4) = 4 <0.1>\n")
          .server(look + "1 ([{fd=5, revents=POLLIN}]) <0.1>\n")
          .server(
              "7 3.4 read(5, \"\\7\", 4) = 4 <0.1>\n"
              "8 3.5 write(7, \"x\", 1) = 1 <0.1>\n"
              "7 3.6 read(5, 0x7ffd, 4) = -1 EAGAIN (x) <0.1>\n")
          .assembled();
  CHECK(told(trace) ==
        Lines{"server socket", "server pipe2", "server accept on listener",
              "server poll sleeps", "thread-1 read sleeps on conn-a",
              "client-a send", "thread-1 read returns on conn-a",
              "thread-1 rt_sigqueueinfo on conn-a", "server poll returns EINTR",
              "server write on pipe-in", "server read on pipe",
              "thread-1 write on conn-a"});
}

TEST_CASE("a call between two actions of the clients is one step") {
  const Trace trace = Script()
                          .server(kListener)
                          .client("connect")
                          .server("7 2.0 accept(4, NULL, NULL) = 5 <0.5>\n")
                          .client("send")
                          .assembled();
  CHECK(told(trace) == Lines{"server socket", "client-a connect",
                             "server accept on listener", "client-a send"});
  CHECK(trace.steps[2].waited == 0);
}

TEST_CASE("threads are shown one after the other, as they appeared") {
  const Trace trace = Script()
                          .server(kListener)
                          .client("connect")
                          .server(
                              "7 2.0 clone(x) = 8 <0.1>\n"
                              "8 3.0 shutdown(9) = 0 <0.1>\n"
                              "7 3.1 shutdown(10) = 0 <0.1>\n"
                              "8 3.2 shutdown(11) = 0 <0.1>\n")
                          .assembled();
  CHECK(told(trace) == Lines{"server socket", "client-a connect",
                             "server clone", "server shutdown",
                             "thread-1 shutdown", "thread-1 shutdown"});
  CHECK(trace.lanes[0].label == "main thread");
  CHECK(trace.lanes[1].label == "thread 1");
  // Their times do not go back.
  CHECK(trace.steps[4].at >= trace.steps[3].at);
}

TEST_CASE("the end of a descriptor that played no part is left out") {
  const Trace trace = Script()
                          .server(kListener + "7 2.0 close(9) = 0 <0.1>\n" +
                                  "7 3.0 close(4) = 0 <0.1>\n")
                          .assembled();
  CHECK(told(trace) == Lines{"server socket", "server close on listener"});
}

TEST_CASE("a number that is used again is another descriptor") {
  const std::string accepted = "7 2.0 accept(4, NULL, NULL) = 5 <0.1>\n";
  const std::string closed = "7 3.0 close(5) = 0 <0.1>\n";
  const Trace trace =
      Script()
          .server(kListener + accepted + closed + accepted + closed)
          .assembled();
  CHECK(told(trace) == Lines{"server socket", "server accept on listener",
                             "server close on conn-a",
                             "server accept on listener",
                             "server close on conn-b"});
}

TEST_CASE("a run of idle calls is folded, and stands where it began") {
  const Trace trace =
      Script()
          .neverSleeps()
          .server(kListener + "7 1.0 accept4(4, NULL, NULL, 0) = 5 <0.1>\n")
          // The round is cut: it shall look the same wherever it is cut.
          .server(kNoBytes + kEmptyQueue + kNoBytes + kEmptyQueue)
          .client("send")
          .server(kNoBytes + kEmptyQueue)
          .server("7 1.0 recvfrom(5, \"x\", 9, 0, NULL, NULL) = 1 <0.1>\n")
          .assembled();
  CHECK(told(trace) == Lines{"server socket", "server accept4 on listener",
                             "server accept4 EAGAIN on listener x3",
                             "server recvfrom EAGAIN on conn-a x3",
                             "client-a send", "server recvfrom on conn-a"});
}

TEST_CASE("an idle call that is made once is left where it is") {
  const Trace trace =
      Script()
          .server(kListener + "7 1.0 accept4(4, NULL, NULL, 0) = 5 <0.1>\n")
          .server(kNoBytes + kEmptyQueue + "7 1.0 close(5) = 0 <0.1>\n")
          .assembled();
  CHECK(told(trace) == Lines{"server socket", "server accept4 on listener",
                             "server recvfrom EAGAIN on conn-a",
                             "server accept4 EAGAIN on listener",
                             "server close on conn-a"});
}

TEST_CASE("in a loop that never sleeps a call that a client cuts is one step") {
  const Trace trace = Script()
                          .neverSleeps()
                          .server(kListener + "7 2.0 accept4(4, NULL, ")
                          .client("connect")
                          .server("NULL, 0) = 5 <0.5>\n")
                          .assembled();
  CHECK(told(trace) == Lines{"server socket", "client-a connect",
                             "server accept4 on listener"});
}
