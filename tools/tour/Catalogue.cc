#include "tools/tour/Catalogue.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "tools/tour/UsageError.h"
#include "tools/tour/nearest.h"

namespace oneloop::tour {
namespace {

constexpr std::string_view kFile = "chapters/chapters.toml";

[[noreturn]] void fail(const toml::source_region& where,
                       std::string_view what) {
  throw std::runtime_error(
      fmt::format("{}:{}: {}", kFile, where.begin.line, what));
}

std::string text(const toml::table& table, std::string_view key) {
  const auto value = table[key].value<std::string>();
  if (!value || value->empty()) {
    fail(table.source(), fmt::format("'{}' must be a text", key));
  }
  return *value;
}

// The tables of [[key]]; at least one.
std::vector<const toml::table*> tables(const toml::table& table,
                                       std::string_view key) {
  const toml::array* array = table[key].as_array();
  if (!array || array->empty() || !array->is_array_of_tables()) {
    fail(table.source(), fmt::format("there must be a [[{}]]", key));
  }
  std::vector<const toml::table*> result;
  for (const toml::node& node : *array) result.push_back(node.as_table());
  return result;
}

std::vector<std::string> programs(const toml::table& table) {
  const toml::array* array = table["programs"].as_array();
  if (!array || array->empty()) {
    fail(table.source(), "'programs' must be a list of names");
  }
  std::vector<std::string> result;
  for (const toml::node& node : *array) {
    const auto name = node.value<std::string>();
    if (!name) fail(node.source(), "'programs' must hold only names");
    result.push_back(*name);
  }
  return result;
}

Chapter readChapter(const toml::table& table, const std::string& part) {
  Chapter chapter;
  chapter.number = table["number"].value_or(0);
  if (chapter.number < 1) fail(table.source(), "'number' must be 1 or more");
  chapter.name = text(table, "name");
  chapter.folder = fmt::format("{:02}-{}", chapter.number, chapter.name);
  chapter.part = part;
  chapter.title = text(table, "title");
  chapter.question = text(table, "question");
  chapter.programs = programs(table);
  return chapter;
}

toml::table parse(const std::filesystem::path& root) {
  try {
    return toml::parse_file((root / kFile).string());
  } catch (const toml::parse_error& error) {
    fail(error.source(), error.description());
  }
}

bool isNumber(std::string_view word) {
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return '0' <= c && c <= '9'; });
}

// Only for a number: the last chapter not beyond it, as there are no gaps.
const Chapter& byNumber(const std::vector<Chapter>& chapters,
                        std::string_view word) {
  std::size_t number = 0;
  const auto [end, error] =
      std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc()) number = chapters.size();
  return chapters[std::clamp<std::size_t>(number, 1, chapters.size()) - 1];
}

bool means(std::string_view word, const Chapter& chapter) {
  return word == chapter.folder || word == chapter.name ||
         (isNumber(word) && word.size() <= 9 &&
          std::stoi(std::string(word)) == chapter.number);
}

}  // namespace

const std::string& Chapter::program(std::string_view word) const {
  const auto found = std::ranges::find(programs, word);
  if (found == programs.end()) {
    throw UsageError(didYouMean("program", word, programs, " in " + folder));
  }
  return *found;
}

Catalogue::Catalogue(const std::filesystem::path& root) {
  const toml::table file = parse(root);
  for (const toml::table* part : tables(file, "part")) {
    const std::string title = text(*part, "title");
    for (const toml::table* table : tables(*part, "chapter")) {
      Chapter chapter = readChapter(*table, title);
      if (chapter.number != static_cast<int>(chapters_.size()) + 1) {
        fail(table->source(), fmt::format("chapter {} must have number {}",
                                          chapter.name, chapters_.size() + 1));
      }
      chapter.ready =
          std::filesystem::is_directory(root / "chapters" / chapter.folder);
      chapters_.push_back(std::move(chapter));
    }
  }
}

const Chapter& Catalogue::find(std::string_view word) const {
  const auto found = std::ranges::find_if(
      chapters_, [&](const Chapter& chapter) { return means(word, chapter); });
  if (found == chapters_.end()) {
    std::vector<std::string> names;
    for (const Chapter& chapter : chapters_) {
      names.push_back(chapter.name);
      names.push_back(chapter.folder);
    }
    if (isNumber(word)) names = {byNumber(chapters_, word).folder};
    throw UsageError(didYouMean("chapter", word, names));
  }
  if (!found->ready) {
    throw UsageError(fmt::format(
        "chapter {} is planned, but not written yet; try './tour list'",
        found->folder));
  }
  return *found;
}

}  // namespace oneloop::tour
