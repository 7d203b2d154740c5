#include <doctest/doctest.h>

#include "tools/tracer/notes.h"

using namespace oneloop::tracer;
using Phase = Step::Phase;

namespace {

Trace twoClients() {
  Trace trace;
  trace.lanes = {{"server", "server thread", "thread"},
                 {"client-a", "client A", "client"},
                 {"client-b", "client B", "client"}};
  return trace;
}

Step step(const std::string& lane, const std::string& call,
          Phase phase = Phase::kWhole) {
  Step result;
  result.lane = lane;
  result.call = call;
  result.phase = phase;
  return result;
}

Step on(const std::string& descriptor, Step result) {
  result.descriptor = descriptor;
  return result;
}

Step opening(const std::string& descriptor, int number, Step result) {
  result.opens = descriptor;
  result.result = std::to_string(number);
  return result;
}

Step moving(const std::string& bytes, Step result) {
  result.bytes = bytes;
  return result;
}

Step failing(const std::string& error, Step result) {
  result.error = error;
  return result;
}

/// The note of the last step.
std::string lastNote(Trace trace) {
  addNotes(trace);
  return trace.steps.back().note;
}

/// A server that has accepted client A and sleeps in recv.
Trace servingA() {
  Trace trace = twoClients();
  trace.steps = {step("client-a", "connect"),
                 opening("conn-a", 5, on("listener", step("server", "accept"))),
                 on("conn-a", step("server", "recvfrom", Phase::kEnter))};
  return trace;
}

}  // namespace

TEST_CASE("a client whose act wakes a thread is told so") {
  Trace trace = servingA();
  trace.steps.push_back(moving("hi", step("client-a", "send")));
  trace.steps.push_back(
      moving("hi", on("conn-a", step("server", "recvfrom", Phase::kReturn))));
  addNotes(trace);
  CHECK(trace.steps[3].note ==
        "Client A sends 2 bytes. This wakes the server from recv.");
  CHECK(trace.steps[4].note == "recv returns 2 bytes from client A.");
}

TEST_CASE("a client that nobody accepts is told who sleeps where") {
  Trace trace = servingA();
  trace.steps.push_back(step("client-b", "connect"));
  CHECK(lastNote(trace) ==
        "Client B connects: the kernel completes the handshake. The server "
        "sleeps in recv, where it waits for client A. Nobody accepts yet: the "
        "connection waits in the listener's queue.");
}

TEST_CASE("a server that sleeps for one client is told who else has to wait") {
  Trace trace = servingA();
  trace.steps.push_back(step("client-b", "connect"));
  trace.steps.push_back(moving("12345678", step("client-b", "send")));
  trace.steps.push_back(moving("x", step("client-a", "send")));
  trace.steps.push_back(
      moving("x", on("conn-a", step("server", "recvfrom", Phase::kReturn))));
  trace.steps.push_back(
      on("conn-a", step("server", "recvfrom", Phase::kEnter)));
  CHECK(lastNote(trace) ==
        "The server sleeps in recv: it waits for client A. Client B waits in "
        "the listener's queue, its 8 bytes in the kernel.");
}

TEST_CASE("a number that was used before is told to be free again") {
  Trace trace = servingA();
  trace.descriptors = {{"conn-a", 5, ""}, {"conn-b", 5, ""}};
  trace.steps.push_back(step("client-b", "connect"));
  trace.steps.push_back(
      opening("conn-b", 5, on("listener", step("server", "accept"))));
  CHECK(lastNote(trace) ==
        "accept returns at once, since client B has waited in the queue: "
        "descriptor 5 is client B's connection (the number was free again).");
}

TEST_CASE("a server that never sleeps finds what has come when it asks") {
  Trace trace = twoClients();
  trace.steps = {step("client-a", "connect")};
  CHECK(lastNote(trace) ==
        "Client A connects: the kernel completes the handshake. The server "
        "finds it when it asks next.");
}

TEST_CASE("a folded call is told to be made again and again") {
  Trace trace = twoClients();
  trace.steps = {on("conn-a", failing("EAGAIN", step("server", "recvfrom")))};
  CHECK(lastNote(trace) ==
        "Nothing has come from client A: recv fails with EAGAIN instead of "
        "waiting.");
  trace.steps[0].times = 500;
  CHECK(lastNote(trace) ==
        "The server asks for client A's bytes, again and again. None have "
        "come: recv fails with EAGAIN.");
}

TEST_CASE("select is told by what it watches and what it found") {
  Trace trace = twoClients();
  Step enter = step("server", "pselect6", Phase::kEnter);
  enter.watched = {"stop", "listener", "conn-a"};
  Step found = step("server", "pselect6", Phase::kReturn);
  found.ready = {"listener", "conn-a"};
  found.result = "2 (in [4 5])";
  trace.steps = {enter, found};
  addNotes(trace);
  CHECK(trace.steps[0].note ==
        "The server sleeps in select: it waits for the stop signal, the "
        "listening socket or client A's connection.");
  CHECK(trace.steps[1].note ==
        "select returns: the listening socket and client A's connection are "
        "readable. The server looks through its set to see which.");
}

TEST_CASE("epoll_ctl is told by its trigger") {
  Trace trace = twoClients();
  trace.steps = {on("conn-a", step("server", "epoll_ctl"))};
  trace.steps[0].arguments = "5, EPOLL_CTL_ADD, 6, {events=EPOLLIN, data.fd=6}";
  CHECK(lastNote(trace) ==
        "The kernel puts client A's connection on its list, to report when it "
        "is readable.");
  trace.steps[0].arguments =
      "5, EPOLL_CTL_MOD, 6, {events=EPOLLIN|EPOLLONESHOT, data.fd=6}";
  CHECK(lastNote(trace) ==
        "The kernel is to report client A's connection again: when it is "
        "readable, one time (one-shot).");
}

TEST_CASE("with several threads each is called by its name") {
  Trace trace = twoClients();
  trace.lanes.insert(trace.lanes.begin() + 1,
                     {"thread-1", "thread 1", "thread"});
  trace.steps = {on("listener", step("server", "accept", Phase::kEnter)),
                 on("conn-a", step("thread-1", "close"))};
  addNotes(trace);
  CHECK(trace.steps[0].note ==
        "The main thread sleeps in accept: it waits for a client to connect.");
  CHECK(trace.steps[1].note ==
        "Thread 1 closes client A's connection and ends.");
}

TEST_CASE("the note of a signal says whose it is or that nobody has it") {
  Trace trace = servingA();
  Step signal = step("server", "rt_sigtimedwait", Phase::kReturn);
  signal.arguments = "[TERM RTMIN], {si_signo=SIGRTMIN, si_fd=5}, NULL";
  trace.steps.push_back(signal);
  CHECK(lastNote(trace).ends_with("closed by now: the server ignores it."));
  trace.steps.back().ready = {"conn-a"};
  CHECK(lastNote(trace) ==
        "sigtimedwait returns a signal about client A's connection.");
  trace.steps.back() =
      failing("EAGAIN", step("server", "rt_sigtimedwait", Phase::kWhole));
  CHECK(lastNote(trace).starts_with("No signal is queued"));
}
