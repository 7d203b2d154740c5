// What must be asked for before a signal comes, and what is not inherited.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <future>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

volatile std::sig_atomic_t handled = 0;
extern "C" void countSignal(int) { handled = handled + 1; }

// #region snippet
// In a process of its own, which may be ended: a byte comes to a socket for
// which `ask` has asked. Its exit status is how often the handler has run.
ExitStatus whenAByteComes(const std::function<void(int)>& ask) {
  Child child([&] {
    const auto [reader, writer] = localPair();
    ask(reader.get());
    sendAll(writer.get(), "x");  // a signal would come before it returns
    return static_cast<int>(handled);
  });
  return child.wait();
}

TEST_CASE("O_ASYNC and a handler without an owner get no signal") {
  const auto status = whenAByteComes([](int socket) {
    check("fcntl", ::fcntl(socket, F_SETFL, O_ASYNC));
    std::signal(SIGIO, countSignal);
  });
  CHECK(status == ExitStatus{0, 0});
}

TEST_CASE("with an owner the same two lines get one") {
  const auto status = whenAByteComes([](int socket) {
    std::signal(SIGIO, countSignal);
    setOwner(socket);
    check("fcntl", ::fcntl(socket, F_SETFL, O_ASYNC));
  });
  CHECK(status == ExitStatus{1, 0});
}
// #endregion snippet

TEST_CASE("an owner without O_ASYNC gets no signal") {
  const auto status = whenAByteComes([](int socket) {
    std::signal(SIGIO, countSignal);
    setOwner(socket);
  });
  CHECK(status == ExitStatus{0, 0});
}

TEST_CASE("without a handler SIGIO ends the process") {
  const auto status = whenAByteComes([](int socket) {
    setOwner(socket);
    setAsync(socket);
  });
  CHECK(status == ExitStatus{0, SIGIO});
}

TEST_CASE("without a handler a real-time signal ends the process too") {
  const auto status = whenAByteComes([](int socket) { askForSignals(socket); });
  CHECK(status == ExitStatus{0, kSocketSignal});
}

TEST_CASE("F_SETFL with O_ASYNC alone clears O_NONBLOCK") {
  const auto [one, other] = localPair();
  setNonBlocking(one.get());
  CHECK(::fcntl(one.get(), F_SETFL, O_ASYNC) == 0);
  CHECK_FALSE(isNonBlocking(one.get()));

  setNonBlocking(other.get());
  setAsync(other.get());  // the flags it has, and O_ASYNC
  CHECK(isNonBlocking(other.get()));
}

TEST_CASE("what was there before O_ASYNC is not told") {
  SignalQueue queue{kSocketSignal};
  const auto [reader, writer] = localPair();
  sendAll(writer.get(), "x");
  askForSignals(reader.get());
  CHECK(queue.now().si_signo == 0);
  CHECK(pollFor(reader.get(), POLLIN, std::chrono::milliseconds(0)) == POLLIN);
  sendAll(writer.get(), "y");
  CHECK(queue.now().si_signo == kSocketSignal);
}

TEST_CASE("an accepted socket has neither its listener's owner nor O_ASYNC") {
  SignalQueue queue{kSocketSignal};
  const Listener listener = listenLocally();
  askForSignals(listener.fd());
  const Fd client = connectTo(listener.address);
  CHECK(queue.wait().si_fd == listener.fd());

  const Fd accepted = acceptFrom(listener);
  CHECK(::fcntl(listener.fd(), F_GETOWN) == ::getpid());
  CHECK(::fcntl(accepted.get(), F_GETOWN) == 0);
  CHECK(::fcntl(accepted.get(), F_GETSIG) == 0);
  CHECK((::fcntl(accepted.get(), F_GETFL) & O_ASYNC) == 0);
}

TEST_CASE("an eventfd takes O_ASYNC without a word and forgets it") {
  SignalQueue queue{kSocketSignal};
  const Fd event = makeEvent();
  askForSignals(event.get());  // does not throw
  CHECK((::fcntl(event.get(), F_GETFL) & O_ASYNC) == 0);
  makeReadable(event);
  CHECK(queue.now().si_signo == 0);
}

TEST_CASE("a regular file takes O_ASYNC without a word and forgets it") {
  const Fd file = openRegularFile();
  setAsync(file.get());
  CHECK((::fcntl(file.get(), F_GETFL) & O_ASYNC) == 0);
}

TEST_CASE("F_SETOWN_EX can name one thread and no other takes its signal") {
  SignalQueue queue{kSocketSignal};  // before the thread, so blocked there, too
  const auto [reader, writer] = localPair();
  std::promise<void> asked;
  std::promise<void> sent;
  auto owner = std::async(std::launch::async, [&, fd = reader.get()] {
    const f_owner_ex self{F_OWNER_TID, ::gettid()};
    check("fcntl", ::fcntl(fd, F_SETOWN_EX, &self));
    setSignal(fd, kSocketSignal);
    setAsync(fd);
    asked.set_value();
    sent.get_future().wait();
    return queue.now().si_signo;
  });
  asked.get_future().wait();
  sendAll(writer.get(), "x");
  CHECK(queue.now().si_signo == 0);  // not for this thread
  sent.set_value();
  CHECK(owner.get() == kSocketSignal);
}

TEST_CASE("an owner gets SIGURG for an urgent byte even without O_ASYNC") {
  SignalQueue queue{SIGURG};
  const auto [client, server] = connectedPair();
  setOwner(server.get());
  CHECK(::send(client.get(), "!", 1, MSG_OOB) == 1);
  CHECK(queue.wait().si_signo == SIGURG);
}

}  // namespace
}  // namespace oneloop::testing
