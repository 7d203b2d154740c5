#include "tools/compare/Options.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace oneloop::compare {
namespace {

Options parsed(const std::vector<std::string>& words) {
  Options options;
  REQUIRE(parse(words, options));
  return options;
}

Load loadOf(const std::vector<std::string>& words) {
  const Options options = parsed(words);
  REQUIRE(options.loads.size() == 1);
  return options.loads.front();
}

TEST_CASE("with no options the models are compared") {
  const Options options = parsed({});
  CHECK(options.servers == std::vector<std::string>{"models"});
  CHECK(options.loads.size() == 6);
  CHECK(options.task == Options::Task::kCompare);
}

TEST_CASE("lists are separated by commas") {
  const Options options =
      parsed({"--servers", "echo_poll,echo_epoll", "--loads", "idle-0,churn"});
  CHECK(options.servers.size() == 2);
  CHECK(options.loads.size() == 2);
}

TEST_CASE("connections alone are all active") {
  const Load load = loadOf({"--connections", "50"});
  CHECK(load.active == 50);
  CHECK(load.idle == 0);
}

TEST_CASE("connections that are not active are idle") {
  const Load load = loadOf({"--connections", "1000", "--active", "10"});
  CHECK(load.active == 10);
  CHECK(load.idle == 990);
  CHECK(loadOf({"--connections", "100", "--idle", "90"}).active == 10);
}

TEST_CASE("idle clients alone stand beside ten active ones") {
  const Load load = loadOf({"--idle", "500", "--size", "128"});
  CHECK(load.active == 10);
  CHECK(load.idle == 500);
  CHECK(load.size == 128);
}

TEST_CASE("numbers that contradict each other are refused") {
  Options options;
  CHECK_THROWS_WITH_AS(
      parse({"--connections", "10", "--active", "10", "--idle", "5"}, options),
      "10 active and 5 idle are not 10 connections", std::invalid_argument);
}

TEST_CASE("an unknown option is refused in one line") {
  Options options;
  CHECK_THROWS_AS(parse({"--round", "3"}, options), std::invalid_argument);
  CHECK_THROWS_AS(parse({"--rounds", "0"}, options), std::invalid_argument);
}

TEST_CASE("the book is made from every load and all libraries") {
  const Options options = parsed({"--book"});
  CHECK(options.loads.size() == findLoads("all").size());
  CHECK(options.servers ==
        std::vector<std::string>{"models", "layers", "libraries"});
}

}  // namespace
}  // namespace oneloop::compare
