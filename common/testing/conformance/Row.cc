#include "common/testing/conformance/Row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "common/testing/conformance/Scenario.h"
#include "common/testing/ioUring.h"

namespace oneloop::testing::conformance {
namespace {

constexpr std::pair<std::string_view, Verdict> kVerdicts[] = {
    {"survives", Verdict::kSurvives},
    {"stalls", Verdict::kStalls},
    {"refuses", Verdict::kRefuses},
    {"spins", Verdict::kSpins},
};

[[noreturn]] void fail(const toml::node& where, std::string_view what) {
  throw std::runtime_error(fmt::format("{}:{}: {}", *where.source().path,
                                       where.source().begin.line, what));
}

std::vector<std::string> strings(const toml::table& table,
                                 std::string_view key) {
  const toml::array* array = table[key].as_array();
  if (!array || array->empty()) {
    fail(table, fmt::format("'{}' must be a list of strings", key));
  }
  std::vector<std::string> result;
  for (const toml::node& node : *array) {
    const auto text = node.value<std::string>();
    if (!text) fail(node, fmt::format("'{}' must hold only strings", key));
    result.push_back(*text);
  }
  return result;
}

Row::Lesson parseLesson(std::string_view scenario, const toml::node& node) {
  if (std::ranges::find(scenarios(), scenario, &Scenario::id) ==
      scenarios().end()) {
    fail(node, fmt::format("there is no scenario '{}'", scenario));
  }
  const toml::table* table = node.as_table();
  if (!table)
    fail(node, "a lesson is { verdict = \"...\", because = \"...\" }");
  const auto verdict = (*table)["verdict"].value_or<std::string_view>("");
  const auto because = (*table)["because"].value_or<std::string>("");
  const auto known = std::ranges::find(
      kVerdicts, verdict, [](const auto& pair) { return pair.first; });
  if (known == std::end(kVerdicts) || known->second == Verdict::kSurvives) {
    fail(node, "'verdict' must be stalls, refuses or spins");
  }
  if (because.empty()) fail(node, "'because' must say why");
  return {known->second, because};
}

Row parseRow(const std::string& chapter, const toml::table& table) {
  Row row;
  row.chapter = chapter;
  row.command = strings(table, "command");
  row.name = fmt::format("{}", fmt::join(row.command, " "));
  row.command[0] =
      fmt::format("{}/{}/{}", ONELOOP_BIN, chapter, row.command[0]);
  row.calls = strings(table, "calls");
  row.needs = table["needs"].value_or("");
  if (!row.needs.empty() && row.needs != "io_uring") {
    fail(table, "'needs' can only be \"io_uring\"");
  }
  if (const toml::table* lessons = table["lessons"].as_table()) {
    for (const auto& [scenario, lesson] : *lessons) {
      row.lessons.emplace(scenario.str(), parseLesson(scenario.str(), lesson));
    }
  }
  return row;
}

}  // namespace

std::string_view toString(Verdict verdict) {
  for (const auto& [name, value] : kVerdicts) {
    if (value == verdict) return name;
  }
  return "?";
}

Verdict Row::expected(const std::string& scenario) const {
  const auto lesson = lessons.find(scenario);
  return lesson == lessons.end() ? Verdict::kSurvives : lesson->second.verdict;
}

std::string Row::missing() const {
  if (needs.empty()) return "";
  if (!std::filesystem::exists(command[0])) return "liburing is missing";
  return ioUringMissing();
}

std::vector<Row> loadRows() {
  std::vector<std::filesystem::path> files;
  for (const auto& chapter :
       std::filesystem::directory_iterator(ONELOOP_CHAPTERS)) {
    const auto file = chapter.path() / "conformance.toml";
    if (std::filesystem::exists(file)) files.push_back(file);
  }
  std::ranges::sort(files);

  std::vector<Row> rows;
  for (const auto& file : files) {
    const toml::table table = toml::parse_file(file.string());
    const toml::array* servers = table["server"].as_array();
    if (!servers) fail(table, "there is no [[server]]");
    for (const toml::node& server : *servers) {
      rows.push_back(
          parseRow(file.parent_path().filename().string(), *server.as_table()));
    }
  }
  return rows;
}

}  // namespace oneloop::testing::conformance
