// The interest list: what the kernel keeps between two waits, under which key,
// and when an entry goes.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/testing/Epoll.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

// The descriptors in the interest list, as proc(5) shows it: a line
// "tfd:        7 events: ..." for each.
std::vector<int> interestList(const Epoll& epoll) {
  std::ifstream file("/proc/self/fdinfo/" + std::to_string(epoll.fd()));
  std::vector<int> fds;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("tfd:")) fds.push_back(std::stoi(line.substr(4)));
  }
  return fds;
}

TEST_CASE("an epoll links to an anonymous inode") {
  const Epoll epoll;
  const auto link = std::filesystem::read_symlink("/proc/self/fd/" +
                                                  std::to_string(epoll.fd()));
  CHECK(link == "anon_inode:[eventpoll]");
}

TEST_CASE("a descriptor is added once and only then can be changed") {
  const Fd event = makeEvent(1);
  Epoll epoll;
  CHECK(epoll.modify(event.get(), EPOLLIN) == ENOENT);
  CHECK(epoll.remove(event.get()) == ENOENT);
  CHECK(epoll.add(event.get(), EPOLLIN) == 0);
  CHECK(epoll.add(event.get(), EPOLLIN) == EEXIST);
  CHECK(interestList(epoll) == std::vector<int>{event.get()});
  CHECK(epoll.modify(event.get(), EPOLLOUT) == 0);
  CHECK(epoll.now() == EPOLLOUT);
  CHECK(epoll.remove(event.get()) == 0);
  CHECK(interestList(epoll).empty());
}

TEST_CASE("a regular file cannot be watched and is refused with EPERM") {
  const Fd file = openRegularFile();
  const Fd folder(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Epoll epoll;
  CHECK(epoll.add(file.get(), EPOLLIN) == EPERM);
  CHECK(epoll.add(folder.get(), EPOLLIN) == EPERM);
}

TEST_CASE("closing the last descriptor takes a file off the interest list") {
  Fd event = makeEvent(1);
  Epoll epoll;
  CHECK(epoll.add(event.get(), EPOLLIN) == 0);
  CHECK(epoll.now() == EPOLLIN);
  event.reset();
  CHECK(interestList(epoll).empty());
  CHECK(epoll.now() == 0);
}

TEST_CASE("after dup and close events go on arriving for the closed number") {
  const auto [reader, writer] = localPair();
  Fd watched = duplicate(reader);
  const int number = watched.get();
  Epoll epoll;
  CHECK(epoll.add(number, EPOLLIN) == 0);

  watched.reset();  // `reader` keeps the open file alive
  sendAll(writer.get(), "x");
  CHECK(epoll.ready() == std::vector<int>{number});
  CHECK(::fcntl(number, F_GETFD) == -1);
  CHECK(errno == EBADF);

  // And there is no way to take it back: the number is closed, and under the
  // other number it was never added.
  CHECK(epoll.remove(number) == EBADF);
  CHECK(epoll.remove(reader.get()) == ENOENT);
  CHECK(epoll.ready() == std::vector<int>{number});
}

TEST_CASE("removed before the close nothing is reported after it") {
  const auto [reader, writer] = localPair();
  Fd watched = duplicate(reader);
  Epoll epoll;
  CHECK(epoll.add(watched.get(), EPOLLIN) == 0);
  CHECK(epoll.remove(watched.get()) == 0);
  watched.reset();
  sendAll(writer.get(), "x");
  CHECK(epoll.now() == 0);
}

// The key is the pair of open file and number, not one of them.

TEST_CASE("one open file can be watched under two numbers") {
  const Fd event = makeEvent(1);
  const Fd again = duplicate(event);
  Epoll epoll;
  CHECK(epoll.add(event.get(), EPOLLIN) == 0);
  CHECK(epoll.add(again.get(), EPOLLIN) == 0);
  CHECK(epoll.ready().size() == 2);
}

TEST_CASE("one number can stand in the list for two open files") {
  const Fd event = makeEvent(1);
  Fd watched = duplicate(event);
  const int number = watched.get();
  Epoll epoll;
  CHECK(epoll.add(number, EPOLLIN) == 0);
  watched.reset();

  const Fd second = makeEvent(1);  // open takes the lowest free number
  REQUIRE(second.get() == number);
  CHECK(epoll.add(number, EPOLLIN) == 0);
  CHECK(epoll.ready() == std::vector<int>{number, number});
}

}  // namespace
}  // namespace oneloop::testing
