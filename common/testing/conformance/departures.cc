// How clients leave, and how servers do.

#include <fmt/format.h>
#include <sys/socket.h>

#include <csignal>
#include <vector>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/conformance/Scenario.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing::conformance {

Verdict resetMidStream(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  const std::size_t descriptors = procfs::descriptors(server.pid());
  for (int i = 0; i < 5; ++i) {
    Client rude(server.address(), "rude client");
    rude.expectEcho("hello\n");
    rude.sendSome(pattern(0, 1 << 20));
    rude.reset();
    Client polite(server.address(), "polite client");
    polite.expectEcho("still there?\n");
  }
  expectDescriptors(server, descriptors);
  return Verdict::kSurvives;
}

Verdict resetBeforeAccept(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  steps::add("server", "is paused (SIGSTOP)");
  server.signal(SIGSTOP);
  for (int i = 0; i < 10; ++i) {
    Client hasty(server.address(), "hasty client");
    hasty.send("gone before it is accepted");
    hasty.reset();
  }
  Client patient(server.address(), "patient client");
  steps::add("server", "goes on (SIGCONT)");
  server.signal(SIGCONT);
  patient.expectEcho("still there?\n");
  return Verdict::kSurvives;
}

Verdict goneBeforeAnswer(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  const std::size_t descriptors = procfs::descriptors(server.pid());
  Client hasty(server.address(), "hasty client");
  hasty.expectEcho("hello\n");
  steps::add("server", "is paused (SIGSTOP)");
  server.signal(SIGSTOP);
  // A recv ends before an urgent byte: so two reads' worth wait, and a FIN.
  hasty.send("first");
  steps::add("hasty client", "sends an urgent byte");
  check("send MSG_OOB", ::send(hasty.fd(), "!", 1, MSG_OOB | MSG_NOSIGNAL));
  hasty.send("second");
  waitUntilDelivered(hasty.fd());
  hasty.close();
  // The first answer meets a closed socket, and a RST comes back. The second
  // fails with EPIPE, or ends the server with SIGPIPE.
  steps::add("server", "goes on (SIGCONT)");
  server.signal(SIGCONT);

  Client patient(server.address(), "patient client");
  patient.expectEcho("still there?\n");
  patient.close();
  expectDescriptors(server, descriptors);
  return Verdict::kSurvives;
}

Verdict manyShortConnections(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  const std::size_t descriptors = procfs::descriptors(server.pid());
  for (int i = 0; i < 1'000; ++i) {
    Client client(server.address(), fmt::format("client {}", i));
    client.expectEcho("hello and goodbye\n");
    if (i % 10 != 0) client.reset();  // the others close
  }
  expectDescriptors(server, descriptors);
  return Verdict::kSurvives;
}

Verdict cleanStop(const Trial& trial) {
  for (const int signal : {SIGTERM, SIGINT}) {
    ServerProcess server(trial.row.command, Trial::options());
    Client busy(server.address(), "busy client");
    busy.expectEcho("hello\n");
    Client waiting(server.address(), "waiting client");
    waiting.send("sent, and perhaps never answered\n");
    // It never reads: some of its bytes are still in the server's hands.
    Client deaf(server.address(), "deaf client");
    deaf.sendSome(pattern(0, 1 << 20));

    steps::add("server", fmt::format("is sent SIG{}", sigabbrev_np(signal)));
    server.signal(signal);
    const ExitStatus status = server.process().wait();
    if (status != ExitStatus{}) {
      throw Failure("server", fmt::format("stopped with {}: {}",
                                          status.toString(), server.errors()));
    }
    for (Client* client : {&busy, &waiting, &deaf}) client->expectClosed();
  }
  return Verdict::kSurvives;
}

}  // namespace oneloop::testing::conformance
