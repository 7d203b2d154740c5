#include "tools/tracer/Recording.h"

#include <fmt/format.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "common/SocketAddress.h"
#include "common/check.h"
#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/Steps.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/sockets.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/settle.h"
#include "tools/tracer/strace.h"

namespace oneloop::tracer {
namespace {

using testing::Client;
using testing::Failure;

// Those that the lessons are about, and three that are not shown: the first
// eventfd2 tells the number of the descriptor that stands for the stop signal,
// timerfd_create that of the loop's timers; for rt_sigprocmask see
// placeThreadStarts.
constexpr const char* kTraced =
    "socket,setsockopt,bind,listen,?accept,accept4,recvfrom,sendto,read,readv,"
    "write,?select,?pselect6,?poll,?ppoll,?epoll_create,epoll_create1,"
    "epoll_ctl,?epoll_wait,epoll_pwait,rt_sigtimedwait,fcntl,close,shutdown,"
    "?clone,?clone3,eventfd2,timerfd_create,rt_sigprocmask,?io_uring_setup,"
    "?io_uring_enter,?io_uring_register,pipe2,pread64,pwrite64,"
    "rt_sigqueueinfo";

// strace prints the wall clock, so the clients use it, too. Only what the
// reader sees depends on it, not the order of the steps.
double now() {
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

// A client of the story and what it waits for.
struct Actor {
  Trace::Lane lane;
  std::optional<Client> client;
  std::uint16_t port = 0;
  std::string awaited;  // the answer that has not come
  double waitsSince = 0;
};

class Play {
 public:
  explicit Play(const std::vector<std::string>& command)
      : log_(folder_.path() / "strace"),
        server_(underStrace(kTraced, log_, command),
                testing::withoutLeakCheck()) {
    for (auto& lane : clientLanes()) actors_.emplace_back().lane = lane;
    waitUntilSettled(server_.pid(), log_, 0);
    neverSleeps_ = !sleeps(server_.pid());
  }

  Recording run() {
    Actor& a = actors_[0];
    Actor& b = actors_[1];
    connect(a);
    const bool serverSpeaksFirst = !serversWords().empty();
    if (serverSpeaksFirst) {
      listen(a);
      close(a);
      connect(b);
      listen(b);
    } else {
      say(a, "hello\n");
      connect(b);
      say(b, "is anybody there?\n");
      say(a, "bye\n");
      close(a);
    }
    close(b);
    act("terminal", "kill", "server, SIGTERM", [this] { stop(); });
    return {told(), neverSleeps_, std::move(actions_), serverSpeaksFirst};
  }

 private:
  // One thing that somebody does, and then all that the server does about it.
  Step& act(const std::string& lane, const std::string& call,
            const std::string& arguments, const std::function<void()>& how) {
    const auto position = std::filesystem::file_size(log_);
    Step step;
    step.at = now();
    step.lane = lane;
    step.call = call;
    step.arguments = arguments;
    step.result.emplace(1, '0');
    actions_.push_back({std::move(step), position});
    how();
    return actions_.back().step;
  }

  void settle() {
    waitUntilSettled(server_.pid(), log_, actions_.back().position);
    for (Actor& actor : actors_) collect(actor);
  }

  void connect(Actor& actor) {
    act(actor.lane.id, "connect", "127.0.0.1:PORT", [&] {
      actor.client.emplace(server_.address(), actor.lane.label);
      actor.port = SocketAddress::localOf(actor.client->fd()).port();
      testing::waitUntil("the server's kernel has the connection", [&] {
        // The server may have closed it already.
        const int state =
            testing::tcpState(server_.address().port(), actor.port);
        return state != 0 && state != TCP_SYN_RECV;
      });
    });
    settle();
  }

  void say(Actor& actor, const std::string& text) {
    if (!actor.awaited.empty()) {
      throw Failure(actor.lane.label, "never got an answer");
    }
    actor.awaited = text;
    Step& step = act(actor.lane.id, "send", testing::quoted(text), [&] {
      actor.client->send(text);
      testing::waitUntilDelivered(actor.client->fd());
    });
    step.result = std::to_string(text.size());
    step.bytes = text;
    settle();
  }

  // Takes what a server says to whoever comes, up to the end of its stream.
  void listen(Actor& actor) {
    const std::string words = serversWords().back();
    Step& step = act(actor.lane.id, "recv", "", [&] {
      actor.client->waitReadable(testing::kDeadline);
      actor.client->expectClosed();
    });
    step.result = std::to_string(words.size());
    step.bytes = words;
  }

  // Takes the answer if the server has sent it; else the client begins to
  // wait for it.
  void collect(Actor& actor) {
    if (actor.awaited.empty()) return;
    const bool waits = actor.waitsSince > 0;
    if (!answered(actor)) {
      if (waits) return;
      // It has read that, and now it waits: a server that only reads.
      if (serverHasRead(actor.awaited)) return actor.awaited.clear();
      Step& step = act(actor.lane.id, "recv", "", [] {});
      step.phase = Step::Phase::kEnter;
      step.result.reset();
      actor.waitsSince = step.at;
      return;
    }
    const std::string awaited = std::exchange(actor.awaited, {});
    Step& step = act(actor.lane.id, "recv", "",
                     [&] { actor.client->receive(awaited.size()); });
    step.result = std::to_string(awaited.size());
    step.bytes = awaited;
    if (waits) {
      step.phase = Step::Phase::kReturn;
      step.waited = (now() - std::exchange(actor.waitsSince, 0)) * 1000;
    }
  }

  // The server has done what it can: what it has sent is there, or is on its
  // way. Which call has sent it does not matter.
  bool answered(const Actor& actor) const {
    testing::waitUntil("what the server has sent has arrived", [&] {
      return testing::unacknowledged(server_.address().port(), actor.port) == 0;
    });
    return testing::unread(actor.client->fd()) >= actor.awaited.size();
  }

  bool serverHasRead(const std::string& text) const {
    for (const Call& call : told()) {
      if (receives(call.name) && bytesOf(call) == text) return true;
    }
    return false;
  }

  // What strace has seen, without what differs from run to run.
  std::vector<Call> told() const {
    std::vector<Call> calls = parseStrace(readFrom(log_, 0));
    hideTheTime(calls);
    return calls;
  }

  // What each send of the server has taken.
  std::vector<std::string> serversWords() const {
    std::vector<std::string> words;
    for (const Call& call : told()) {
      if (call.name != "sendto") continue;
      if (auto bytes = bytesOf(call)) words.push_back(std::move(*bytes));
    }
    return words;
  }

  void close(Actor& actor) {
    act(actor.lane.id, "close", "", [&] {
      actor.client->close();
      testing::waitUntil("the server's kernel knows of the close", [&] {
        const int state =
            testing::tcpState(actor.port, server_.address().port());
        return state != TCP_ESTABLISHED && state != TCP_FIN_WAIT1;
      });
    });
    settle();
  }

  void stop() {
    for (const Actor& actor : actors_) {
      if (actor.awaited.empty()) continue;
      throw Failure(actor.lane.label, "never got an answer");
    }
    if (const auto status = server_.stop(); status != testing::ExitStatus{}) {
      throw Failure("server", status.toString() + ": " + server_.errors());
    }
    waitForEndOf(server_.pid(), log_);
  }

  testing::TemporaryFolder folder_;
  std::string log_;
  testing::ServerProcess server_;
  bool neverSleeps_ = false;
  std::vector<Actor> actors_;
  std::vector<ClientAction> actions_;
};

}  // namespace

std::string storyText(bool serverSpeaksFirst) {
  if (serverSpeaksFirst) {
    return "Client A connects, hears what the server has to say, and leaves; "
           "then B.";
  }
  return "Client A connects, says hello, and stays. Client B connects and "
         "asks: is anybody there? Then A says bye and leaves; then B.";
}

std::vector<Trace::Lane> clientLanes() {
  return {{"client-a", "client A", "client"},
          {"client-b", "client B", "client"}};
}

Recording recordStory(const std::vector<std::string>& command) {
  return Play(command).run();
}

}  // namespace oneloop::tracer
