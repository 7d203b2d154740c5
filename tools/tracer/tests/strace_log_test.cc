#include <doctest/doctest.h>

#include "tools/tracer/StraceLog.h"

using oneloop::tracer::Frame;
using oneloop::tracer::parseStrace;

TEST_CASE("a call has a name, arguments, a result and a duration") {
  const auto calls = parseStrace(
      "7  100.5 listen(4, 4096) = 0 <0.000011>\n"
      "7  101.25 sendto(5, \"hi\\n\", 3, MSG_NOSIGNAL, NULL, 0) = 3 "
      "<0.000020>\n");
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].thread == 7);
  CHECK(calls[0].at == doctest::Approx(100.5));
  CHECK(calls[0].name == "listen");
  CHECK(calls[0].arguments == "4, 4096");
  CHECK(calls[0].result == "0");
  CHECK(calls[0].error.empty());
  CHECK(calls[0].duration == doctest::Approx(0.000011));
  CHECK(calls[1].arguments == "5, \"hi\\n\", 3, MSG_NOSIGNAL, NULL, 0");
}

TEST_CASE("a failed call has the name of its error") {
  const auto calls = parseStrace(
      "7 1.0 accept4(4, NULL, NULL, SOCK_CLOEXEC) = -1 EAGAIN (Resource "
      "temporarily unavailable) <0.000009>\n");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].result == "-1");
  CHECK(calls[0].failedWith("EAGAIN"));
}

TEST_CASE("what the kernel calls ERESTARTSYS the program sees as EINTR") {
  const auto calls = parseStrace(
      "7 1.0 accept(4, NULL, NULL) = ? ERESTARTSYS (To be restarted if "
      "SA_RESTART is set) <0.5>\n");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].returned);
  CHECK(calls[0].result == "-1");
  CHECK(calls[0].failedWith("EINTR"));
}

TEST_CASE("the answer of select is a part of its result") {
  const auto calls = parseStrace(
      "7 1.0 pselect6(6, [3 4 5], [], NULL, NULL, NULL) = 1 (in [5]) "
      "<0.001>\n");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].result == "1 (in [5])");
}

TEST_CASE("text in quotes that looks like a result is no result") {
  const auto calls =
      parseStrace("7 1.0 sendto(5, \") = 9 <1.0>\", 10, 0) = 10 <0.1>\n");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].result == "10");
  CHECK(calls[0].duration == doctest::Approx(0.1));
}

TEST_CASE("an unfinished call is joined with its end") {
  const std::string text =
      "7  1.0 recvfrom(5,  <unfinished ...>\n"
      "12 1.5 close(6) = 0 <0.1>\n"
      "7  2.0 <... recvfrom resumed>\"hi\", 65536, 0, NULL, NULL) = 2 <1.0>\n";
  const auto calls = parseStrace(text);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].thread == 7);
  CHECK(calls[0].arguments == "5, \"hi\", 65536, 0, NULL, NULL");
  CHECK(calls[0].result == "2");
  CHECK(calls[0].at == doctest::Approx(1.0));
  CHECK(calls[0].begin == 0);
  CHECK(calls[0].end == text.size());
  CHECK(calls[1].name == "close");
}

TEST_CASE("half a line is a call that sleeps") {
  const auto calls = parseStrace(
      "7 1.0 listen(4, 4096) = 0 <0.1>\n"
      "7 2.0 accept(4, NULL, NULL");
  REQUIRE(calls.size() == 2);
  CHECK(calls[1].name == "accept");
  CHECK(calls[1].arguments == "4, NULL, NULL");
  CHECK_FALSE(calls[1].returned);
}

TEST_CASE("a stack belongs to the call that returned before it") {
  const auto calls = parseStrace(
      "7 1.0 close(4) = 0 <0.1>\n"
      " > /usr/lib/libc.so.6(__close+0x10) [0xf89f0]\n"
      " > /bin/echo(oneloop::(anonymous namespace)::serve()+0x1c) [0x8ca0]\n"
      "7 2.0 close(3) = 0 <0.1>\n"
      " > /bin/echo() [0x10]\n");
  REQUIRE(calls.size() == 2);
  REQUIRE(calls[0].stack.size() == 2);
  CHECK(calls[0].stack[1] == Frame{"/bin/echo", 0x8ca0});
  CHECK(calls[1].stack == std::vector<Frame>{{"/bin/echo", 0x10}});
}

TEST_CASE("ends of threads, signals and half lines at the start are no calls") {
  const auto calls = parseStrace(
      "XX, 65536, 0) = 2 <0.1>\n"
      " > /usr/lib/libc.so.6(__close+0x10) [0xf89f0]\n"
      "7 1.0 --- SIGTERM {si_signo=SIGTERM} ---\n"
      "7 1.5 <... accept resumed>) = 5 <0.1>\n"
      "7 2.0 +++ exited with 0 +++\n");
  CHECK(calls.empty());
}
