#include "tools/compare/CallLog.h"

#include <doctest/doctest.h>

#include <string_view>

namespace oneloop::compare {
namespace {

std::size_t bytesOf(std::string_view line) {
  return CallLog::parse(line).listBytes;
}

TEST_CASE("poll hands over eight bytes for each entry of its array") {
  CHECK(bytesOf("poll([{fd=3, events=POLLIN}, {fd=4, events=POLLIN}], 2, -1) "
                "= 1 ([{fd=4, revents=POLLIN}])\n") == 16);
}

TEST_CASE("an array too long for strace to print still counts whole") {
  CHECK(bytesOf("poll([{fd=3, events=POLLIN}, ...], 10012, -1) = 1 "
                "([{fd=9, revents=POLLIN}])\n") == 80'096);
}

TEST_CASE("select hands over whole words of each set it is given") {
  CHECK(bytesOf("select(6, [3 4 5], NULL, NULL, NULL) = 1 (in [5])\n") == 8);
  CHECK(bytesOf("pselect6(1019, [3 4], [], NULL, NULL, NULL) = 1 (in [4])\n") ==
        2 * 128);
}

TEST_CASE("epoll_wait hands over nothing but epoll_ctl one entry") {
  CHECK(bytesOf("epoll_wait(5, [{events=EPOLLIN, data={u32=7, u64=7}}], 256, "
                "-1) = 1\n") == 0);
  CHECK(bytesOf("epoll_ctl(5, EPOLL_CTL_MOD, 7, {events=EPOLLIN, "
                "data={u32=7, u64=7}}) = 0\n") == 12);
}

TEST_CASE("a call that another thread interrupts in the log counts once") {
  const auto log = CallLog::parse(
      "[pid 7] recvfrom(4,  <unfinished ...>\n"
      "[pid 8] sendto(5, \"x\", 1, 0, NULL, 0) = 1\n"
      "[pid 7] <... recvfrom resumed>\"x\", 64, 0, NULL, NULL) = 1\n");
  CHECK(log.calls == 2);
}

TEST_CASE("a call that still sleeps when strace leaves does not count") {
  const auto log = CallLog::parse(
      "recvfrom(4, \"x\", 64, 0, NULL, NULL) = 1\n"
      "recvfrom(4, <detached ...>\n");
  CHECK(log.calls == 1);
}

TEST_CASE("reading and writing tell the kernel nothing to watch") {
  CHECK(bytesOf("recvfrom(7, \"[1, 2], 3\", 65536, 0, NULL, NULL) = 9\n") == 0);
}

}  // namespace
}  // namespace oneloop::compare
