#include <doctest/doctest.h>
#include <fmt/core.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "common/check.h"
#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/04-poll/hung-up/collect.h"

namespace oneloop::testing {
namespace {

// The parent's end of a worker who prints this and ends.
Fd endedWorker(const std::string& name, const std::string& text) {
  steps::add(name, fmt::format("prints {} and ends", quoted(text)));
  Pipe pipe = makePipe();
  check("write", ::write(pipe.writer.get(), text.data(), text.size()));
  return std::move(pipe.reader);
}

void expect(Call& call, const std::string& expected) {
  const std::string collected = call.result();
  steps::add("collect", "returns " + collected);
  CHECK(collected == quoted(expected));
}

TEST_CASE("what comes through sockets is collected") {
  std::vector<Fd> ends;
  for (const char* text : {"one\n", "two\n"}) {
    auto [reader, writer] = connectedPair();
    sendAll(writer.get(), text);
    ends.push_back(std::move(reader));
  }
  Call call("collect", [&] { return quoted(collect(ends)); });
  expect(call, "one\ntwo\n");
}

TEST_CASE("what the workers print is collected") {
  std::vector<Fd> pipes;
  pipes.push_back(endedWorker("worker A", "one\n"));
  pipes.push_back(endedWorker("worker B", "two\n"));
  Call call("collect", [&] { return quoted(collect(pipes)); });
  expect(call, "one\ntwo\n");
}

TEST_CASE(
    "a worker that prints nothing is waited for no longer than it lives") {
  std::vector<Fd> pipes;
  pipes.push_back(endedWorker("worker A", ""));
  Call call("collect", [&] { return quoted(collect(pipes)); });
  expect(call, "");
}

TEST_CASE("it waits for a worker that still runs") {
  Pipe busy = makePipe();
  std::vector<Fd> pipes;
  pipes.push_back(std::move(busy.reader));
  pipes.push_back(endedWorker("worker A", "one\n"));
  Call call("collect", [&] {
    busy.writer.reset();  // this process's copy
    return quoted(collect(pipes));
  });
  call.waitUntilAsleepIn("poll");
  steps::add("worker B", "prints \"two\\n\" and ends");
  check("write", ::write(busy.writer.get(), "two\n", 4));
  busy.writer.reset();
  expect(call, "one\ntwo\n");
}

}  // namespace
}  // namespace oneloop::testing
