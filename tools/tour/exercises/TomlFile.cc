#include "tools/tour/exercises/TomlFile.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <stdexcept>

#include "tools/tour/nearest.h"

namespace oneloop::tour {

struct TomlFile::Table {
  toml::table root;
};

namespace {

[[noreturn]] void failAt(std::string_view file, const toml::source_region& at,
                         std::string_view what) {
  const auto line = std::max<toml::source_index>(at.begin.line, 1);
  throw std::runtime_error(fmt::format("{}:{}: {}", file, line, what));
}

}  // namespace

TomlFile::TomlFile(const std::filesystem::path& root,
                   const std::filesystem::path& file)
    : file_(file.string()) {
  if (!std::filesystem::exists(root / file)) {
    throw std::runtime_error(fmt::format(
        "{0} is missing; to get it back: git checkout -- {0}", file_));
  }
  try {
    table_ = std::make_unique<const Table>(
        Table{toml::parse_file((root / file).string())});
  } catch (const toml::parse_error& error) {
    failAt(file_, error.source(), error.description());
  }
}

TomlFile::~TomlFile() = default;

void TomlFile::fail(std::string_view key, std::string_view what) const {
  // A key that is not there has no line: then its table has.
  auto node = table_->root.at_path(key);
  if (!node) node = table_->root.at_path(key.substr(0, key.find('.')));
  failAt(file_, node ? node.node()->source() : table_->root.source(), what);
}

std::string TomlFile::text(std::string_view key) const {
  const auto value = table_->root.at_path(key).value<std::string>();
  if (!value || value->empty()) {
    fail(key, fmt::format("'{}' must be a text", key));
  }
  return *value;
}

std::vector<std::string> TomlFile::texts(std::string_view key) const {
  const toml::array* array = table_->root.at_path(key).as_array();
  if (!array) fail(key, fmt::format("'{}' must be a list of texts", key));
  std::vector<std::string> result;
  for (const toml::node& node : *array) {
    const auto value = node.value<std::string>();
    if (!value || value->empty()) {
      failAt(file_, node.source(), fmt::format("'{}' holds no text", key));
    }
    result.push_back(*value);
  }
  return result;
}

int TomlFile::number(std::string_view key, int least, int most) const {
  const auto value = table_->root.at_path(key).value_exact<std::int64_t>();
  if (!value || *value < least || *value > most) {
    fail(key,
         fmt::format("'{}' must be a number from {} to {}", key, least, most));
  }
  return static_cast<int>(*value);
}

void TomlFile::allowOnly(const std::vector<std::string>& keys) const {
  for (const auto& [key, node] : table_->root) {
    if (std::ranges::find(keys, key.str()) == keys.end()) {
      failAt(file_, key.source(), didYouMean("key", key.str(), keys));
    }
  }
}

}  // namespace oneloop::tour
