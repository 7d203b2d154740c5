#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/compare/Load.h"

namespace oneloop::compare {

/// A server that can be compared: one [[server]] of a chapter's compare.toml.
///
///   [[server]]
///   command = ["echo_poller"]              a program of that chapter
///   groups = ["models"]                    what --servers can name
///   name = "echo_poller poll"              else the command
///   environment = ["MUDUO_USE_POLL=1"]     if it needs one
///   clients = 1000                         it cannot have more at once, ...
///   because = "FD_SETSIZE is 1024"         ... and why
///   package = "libuv1-dev"                 it is built only if that is there
///   descriptors = 2                        it uses for a client; else 1
struct Server {
  std::string chapter = {};  // "05-epoll"
  std::vector<std::string> command = {};
  std::vector<std::string> groups = {};
  std::string name = {};
  std::vector<std::string> environment = {};
  std::optional<unsigned> clients = {};
  std::string because = {};
  std::string package = {};
  unsigned descriptors = 1;

  /// The CMake target that builds it: "05-epoll.echo_epoll".
  std::string target() const;
  /// Where it is, under the folder of all programs.
  std::filesystem::path program(const std::filesystem::path& bin) const;

  /// Why it cannot serve this load, if it cannot: "FD_SETSIZE is 1024".
  std::optional<std::string> cannot(const Load& load) const;
};

/// All servers of all chapters, in reading order. Throws std::runtime_error
/// with "compare.toml:3: ..." for a file that cannot be understood.
std::vector<Server> readServers(const std::filesystem::path& chapters);

/// Those of them that `words` name: groups, programs, or names.
/// Throws std::invalid_argument for a word that names none.
std::vector<Server> selectServers(const std::vector<Server>& all,
                                  const std::vector<std::string>& words);

/// The one with this name. Throws std::invalid_argument.
Server serverNamed(const std::vector<Server>& all, const std::string& name);

}  // namespace oneloop::compare
