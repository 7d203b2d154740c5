// epoll has limits, too.

#include <doctest/doctest.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "common/check.h"
#include "common/testing/Child.h"
#include "common/testing/Client.h"
#include "common/testing/Epoll.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/descriptors.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a process can watch no more than RLIMIT_NOFILE lets it open") {
  constexpr rlim_t kRoom = 5;
  // In a child: a limit on descriptors is the whole process's.
  Child child([] {
    Epoll epoll;
    const auto lowestFree = static_cast<rlim_t>(makeEvent().get());
    const rlimit limit{lowestFree + kRoom, lowestFree + kRoom};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limit));
    for (std::vector<Fd> watched;;) {
      Fd event(::eventfd(0, EFD_CLOEXEC));
      if (!event && errno == EMFILE) return static_cast<int>(watched.size());
      if (!event || epoll.add(event.get(), EPOLLIN) != 0) return 255;
      watched.push_back(std::move(event));
    }
  });
  const ExitStatus status = child.wait();
  CHECK(status.code >= 1);
  CHECK(status.code <= static_cast<int>(kRoom));
}

TEST_CASE("fs.epoll.max_user_watches limits what one user can watch") {
  std::ifstream file("/proc/sys/fs/epoll/max_user_watches");
  std::size_t most = 0;
  if (!(file >> most)) return skip("/proc/sys/fs/epoll is not readable");
  MESSAGE("fs.epoll.max_user_watches is " << most);
  CHECK(most > 0);
}

TEST_CASE("echo_epoll refuses a client when EPOLL_CTL_ADD fails with ENOSPC") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  // Millions of watches are too many for a test: strace answers in the
  // kernel's place, to the third call, which adds the first client.
  auto command = underStrace("epoll_ctl", {ONELOOP_PROGRAM("echo_epoll")});
  command.insert(command.begin() + 1,
                 {"-e", "inject=epoll_ctl:error=ENOSPC:when=3"});
  ServerProcess server(command, withoutLeakCheck());
  Client refused(server.address(), "refused client");
  refused.expectEnd();
  CHECK(server.errors().find("No space left on device") != std::string::npos);
  Client served(server.address(), "served client");
  served.expectEcho("hello\n");
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
