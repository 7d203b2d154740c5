#include "tools/compare/Server.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const toml::node& where, std::string_view what) {
  throw std::runtime_error(fmt::format("{}:{}: {}", *where.source().path,
                                       where.source().begin.line, what));
}

std::vector<std::string> strings(const toml::table& table,
                                 std::string_view key) {
  std::vector<std::string> result;
  const toml::array* array = table[key].as_array();
  if (!array) return result;
  for (const toml::node& node : *array) {
    const auto text = node.value<std::string>();
    if (!text) fail(node, fmt::format("'{}' must hold only strings", key));
    result.push_back(*text);
  }
  return result;
}

void refuseUnknownKeys(const toml::table& table) {
  static const std::set<std::string_view> known{
      "command", "groups",  "name",    "environment",
      "clients", "because", "package", "descriptors"};
  for (const auto& [key, value] : table) {
    if (!known.contains(key.str())) {
      fail(value, fmt::format("what is '{}'?", key.str()));
    }
  }
}

Server parse(const std::string& chapter, const toml::table& table) {
  refuseUnknownKeys(table);
  Server server;
  server.chapter = chapter;
  server.command = strings(table, "command");
  server.groups = strings(table, "groups");
  if (server.command.empty()) fail(table, "'command' is missing");
  if (server.groups.empty()) fail(table, "'groups' is missing");
  server.name =
      table["name"].value_or(fmt::format("{}", fmt::join(server.command, " ")));
  server.environment = strings(table, "environment");
  server.clients = table["clients"].value<unsigned>();
  server.because = table["because"].value_or("");
  server.package = table["package"].value_or("");
  server.descriptors = table["descriptors"].value_or(1U);
  if (server.clients && server.because.empty()) {
    fail(table, "'clients' needs 'because'");
  }
  return server;
}

bool matches(const Server& server, const std::string& word) {
  return word == server.name || word == server.command.front() ||
         std::ranges::find(server.groups, word) != server.groups.end();
}

}  // namespace

std::string Server::target() const {
  return fmt::format("{}.{}", chapter, command.front());
}

fs::path Server::program(const fs::path& bin) const {
  return bin / chapter / command.front();
}

std::optional<std::string> Server::cannot(const Load& load) const {
  // Clients that come and go can wait for one another.
  const bool stay = load.kind != Load::Kind::kChurn;
  if (stay && clients && load.connections() > *clients) return because;
  return {};
}

std::vector<Server> readServers(const fs::path& chapters) {
  std::set<fs::path> files;
  for (const auto& folder : fs::directory_iterator(chapters)) {
    const fs::path file = folder.path() / "compare.toml";
    if (fs::exists(file)) files.insert(file);
  }
  std::vector<Server> servers;
  for (const fs::path& file : files) {
    const toml::table table = toml::parse_file(file.string());
    const toml::array* array = table["server"].as_array();
    if (!array) fail(table, "no [[server]]");
    for (const toml::node& node : *array) {
      const toml::table* one = node.as_table();
      if (!one) fail(node, "a server is a [[server]]");
      servers.push_back(parse(file.parent_path().filename(), *one));
    }
  }
  return servers;
}

Server serverNamed(const std::vector<Server>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &Server::name);
  if (found != all.end()) return *found;
  throw std::invalid_argument(fmt::format("no server '{}'", name));
}

std::vector<Server> selectServers(const std::vector<Server>& all,
                                  const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (std::ranges::none_of(
            all, [&](const Server& one) { return matches(one, word); })) {
      throw std::invalid_argument(
          fmt::format("no server or group '{}'; try --list", word));
    }
  }
  std::vector<Server> selected;
  std::ranges::copy_if(
      all, std::back_inserter(selected), [&](const Server& one) {
        return std::ranges::any_of(
            words, [&](const std::string& word) { return matches(one, word); });
      });
  return selected;
}

}  // namespace oneloop::compare
