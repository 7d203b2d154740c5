#include "tools/compare/Server.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "common/testing/TemporaryFolder.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;

// A folder with one chapter.
class Chapters {
 public:
  explicit Chapters(const std::string& toml) {
    folder_.write("08-x/compare.toml", toml);
  }

  std::vector<Server> read() const { return readServers(folder_.path()); }

 private:
  testing::TemporaryFolder folder_;
};

TEST_CASE("a server needs a command and a group") {
  const auto servers =
      Chapters("[[server]]\ncommand = ['echo', '--fast']\ngroups = ['a']\n")
          .read();
  REQUIRE(servers.size() == 1);
  CHECK(servers[0].name == "echo --fast");
  CHECK(servers[0].target() == "08-x.echo");
  CHECK(servers[0].program("/bin") == "/bin/08-x/echo");
  CHECK_THROWS_AS(Chapters("[[server]]\ncommand = ['echo']\n").read(),
                  std::runtime_error);
}

TEST_CASE("a misspelt key is refused with its line") {
  std::string message;
  try {
    Chapters("[[server]]\ncommand = ['echo']\ngroups = ['a']\nclient = 1\n")
        .read();
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message.ends_with("compare.toml:4: what is 'client'?"));
}

TEST_CASE("a limit on clients must say why") {
  CHECK_THROWS_AS(
      Chapters("[[server]]\ncommand = ['echo']\ngroups = ['a']\nclients = 1\n")
          .read(),
      std::runtime_error);
}

TEST_CASE("a server says what it cannot do") {
  const Server server{.command = {"echo"}, .clients = 10, .because = "so"};
  CHECK(!server.cannot(ownLoad(10, 0, 64)));
  CHECK(server.cannot(ownLoad(10, 1, 64)) == "so");
  Load churn = ownLoad(20, 0, 64);
  churn.kind = Load::Kind::kChurn;  // clients come one after the other
  CHECK(!server.cannot(churn));
}

TEST_CASE("servers are chosen by name by program and by group") {
  const auto all = readServers(ONELOOP_ROOT "/chapters");
  CHECK(selectServers(all, {"echo_poll"}).size() == 1);
  CHECK(selectServers(all, {"echo_epoll edge"}).size() == 1);
  CHECK(selectServers(all, {"echo_epoll"}).size() == 3);
  CHECK(selectServers(all, {"models"}).size() >= 7);
  CHECK(selectServers(all, {"models", "echo_poll"}).size() ==
        selectServers(all, {"models"}).size());
  CHECK_THROWS_WITH_AS(selectServers(all, {"nobody"}),
                       "no server or group 'nobody'; try --list",
                       std::invalid_argument);
}

TEST_CASE("no two servers have the same name") {
  std::set<std::string> names;
  const auto all = readServers(ONELOOP_ROOT "/chapters");
  for (const Server& server : all) names.insert(server.name);
  CHECK(names.size() == all.size());
}

}  // namespace
}  // namespace oneloop::compare
