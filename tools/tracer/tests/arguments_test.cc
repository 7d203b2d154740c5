#include <doctest/doctest.h>

#include "tools/tracer/arguments.h"

using namespace oneloop::tracer;

namespace {

Call returned(const std::string& text) {
  return parseStrace("7 1.0 " + text + " <0.000010>\n").at(0);
}

using Words = std::vector<std::string>;
using Numbers = std::vector<int>;

}  // namespace

TEST_CASE("the bytes of a readv are those of all its places") {
  Call call;
  call.name = "readv";
  call.arguments =
      R"(8, [{iov_base="lo\n", iov_len=3}, {iov_base="wor", iov_len=99}], 2)";
  call.result = "6";
  CHECK(bytesOf(call) == "lo\nwor");
}

TEST_CASE("arguments end at commas outside of brackets and quotes") {
  CHECK(splitArguments("5, [{fd=3, events=POLLIN}], 1, -1") ==
        Words{"5", "[{fd=3, events=POLLIN}]", "1", "-1"});
  CHECK(splitArguments(R"(5, "a, \"b], ", 8, 0)") ==
        Words{"5", R"("a, \"b], ")", "8", "0"});
  CHECK(splitArguments("").empty());
}

TEST_CASE("escapes of strings are undone") {
  CHECK(unescaped(R"("hi\n")") == "hi\n");
  CHECK(unescaped(R"("\t\"\\")") == "\t\"\\");
  CHECK(unescaped(R"("\33[1m\0")") == std::string("\x1b[1m\0", 5));
  CHECK(unescaped(R"("cut off"...)") == "cut off");
  CHECK(unescaped("0x7ffc") == "");
}

TEST_CASE("the bytes of a call are those that it moved") {
  CHECK(bytesOf(returned(R"(recvfrom(5, "hi\n", 65536, 0, NULL, NULL) = 3)")) ==
        "hi\n");
  CHECK(bytesOf(returned(R"(sendto(5, "hello", 5, 0, NULL, 0) = 2)")) == "he");
  CHECK_FALSE(bytesOf(returned(R"(recvfrom(5, "", 65536, 0) = 0)")));
  CHECK_FALSE(bytesOf(returned("recvfrom(5, 0x7ffc, 9, 0) = -1 EAGAIN (x)")));
  CHECK_FALSE(bytesOf(returned("close(5) = 0")));
}

TEST_CASE("select's sets and answer are found") {
  const Call call =
      returned("pselect6(7, [3 4 5], [6], NULL, NULL, NULL) = 1 (in [5])");
  CHECK(watchedBy(call) == Numbers{3, 4, 5, 6});
  CHECK(readyIn(call) == Numbers{5});
  CHECK(firstDescriptor(call) == -1);
  CHECK(shownArguments(call) == "7, [3 4 5], [6], NULL, NULL");
}

TEST_CASE("poll's array and answer are found, paused entries are not") {
  const Call call = returned(
      "poll([{fd=3, events=POLLIN}, {fd=-1}, {fd=15, events=POLLOUT}], 3, -1) "
      "= 1 ([{fd=15, revents=POLLOUT|POLLHUP}])");
  CHECK(watchedBy(call) == Numbers{3, 15});
  CHECK(readyIn(call) == Numbers{15});
}

TEST_CASE("a call that failed or timed out has no answer") {
  CHECK(readyIn(returned("poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)"))
            .empty());
  CHECK(readyIn(returned("pselect6(4, [3], [], NULL, NULL, NULL) = ? "
                         "ERESTARTNOHAND (To be restarted)"))
            .empty());
}

TEST_CASE("epoll's events name the descriptor that was put in") {
  const Call call = returned(
      "epoll_wait(5, [{events=EPOLLIN, data={u32=6, u64=6}}], 256, -1) = 1");
  CHECK(readyIn(call) == Numbers{6});
  CHECK(shownArguments(call) == "5, [{events=EPOLLIN, data.fd=6}], 256, -1");
  CHECK(shownArgumentsAtEntry(call) == "5, …, 256, -1");
}

TEST_CASE("the signal of a socket names its descriptor") {
  const Call call = returned(
      "rt_sigtimedwait([INT TERM IO RT_2], {si_signo=SIGRT_2, si_code=0x1, "
      "si_pid=65, si_uid=0, si_int=4, si_ptr=0x4}, NULL, 8) = 34 (SIGRT_2)");
  CHECK(readyIn(call) == Numbers{4});
  CHECK(shownArguments(call) ==
        "[INT TERM IO RTMIN], {si_signo=SIGRTMIN, si_code=POLL_IN, si_fd=4}, "
        "NULL");
  CHECK(shownArgumentsAtEntry(call) == "[INT TERM IO RTMIN], …, NULL");
  CHECK(shownResult(call) == "34 (SIGRTMIN)");
}

TEST_CASE("the signal of a person names no descriptor and no process") {
  const Call call = returned(
      "rt_sigtimedwait([TERM], {si_signo=SIGTERM, si_code=SI_USER, "
      "si_pid=17007, si_uid=0}, NULL, 8) = 15 (SIGTERM)");
  CHECK(readyIn(call).empty());
  CHECK(shownArguments(call) ==
        "[TERM], {si_signo=SIGTERM, si_code=SI_USER}, NULL");
}

TEST_CASE("the owner of a descriptor is shown without its number") {
  CHECK(shownArguments(returned("fcntl(4, F_SETOWN, 30037) = 0")) ==
        "4, F_SETOWN, PID");
  CHECK(shownArguments(
            returned("fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK|FASYNC) = 0")) ==
        "4, F_SETFL, O_RDWR|O_NONBLOCK|O_ASYNC");
}

TEST_CASE("epoll's pointers are told as the descriptor they were added for") {
  std::vector<Call> calls{
      returned("epoll_ctl(5, EPOLL_CTL_ADD, 7, {events=EPOLLIN, "
               "data={u32=120, u64=105827994173560}}) = 0"),
      returned("epoll_wait(5, [{events=EPOLLIN, data={u32=120, "
               "u64=105827994173560}}], 16, -1) = 1"),
      returned("epoll_wait(5, [{events=EPOLLIN, data={u32=6, u64=6}}], 16, -1) "
               "= 1")};
  namePointers(calls);
  CHECK(shownArguments(calls[0]) ==
        "5, EPOLL_CTL_ADD, 7, {events=EPOLLIN, data.ptr=channel of 7}");
  CHECK(readyIn(calls[1]) == Numbers{7});
  CHECK(readyIn(calls[2]) == Numbers{6});
}

TEST_CASE("what is shown holds no addresses of memory and no ids of threads") {
  CHECK(shownArguments(returned(
            "recvfrom(5, 0x7ffdbb84aa80, 65536, 0, NULL, NULL) = -1 EAGAIN "
            "(x)")) == "5, …, 65536, 0");
  CHECK(shownArguments(
            returned("clone3({flags=CLONE_VM, child_tid=0x7f01}, 88) = 71")) ==
        "CLONE_VM|CLONE_FILES|CLONE_THREAD|…");
  CHECK(
      shownArguments(returned("bind(4, {sa_family=AF_INET, sin_port=htons(0), "
                              "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0")) ==
      "4, 127.0.0.1:0, 16");
}
