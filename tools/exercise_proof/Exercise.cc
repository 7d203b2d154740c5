#include "tools/exercise_proof/Exercise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace oneloop {
namespace {

namespace fs = std::filesystem;

template <typename T>
T take(const toml::table& table, const std::string& key) {
  if (const auto value = table[key].value<T>()) return *value;
  throw std::runtime_error(fmt::format("exercise.toml: no valid `{}`", key));
}

std::vector<std::string> takeList(const toml::table& table,
                                  const std::string& key) {
  const toml::array* const array = table[key].as_array();
  if (!array) {
    throw std::runtime_error(fmt::format("no list `{}`", key));
  }
  std::vector<std::string> result;
  for (const auto& element : *array) {
    result.push_back(element.value<std::string>().value());
  }
  return result;
}

void refuseUnknownKeys(const toml::table& table,
                       const std::set<std::string>& known) {
  for (const auto& [key, value] : table) {
    if (!known.contains(std::string(key.str()))) {
      throw std::runtime_error(
          fmt::format("exercise.toml: unknown key `{}`", key.str()));
    }
  }
}

}  // namespace

Exercise readExercise(const fs::path& root, const std::string& path) {
  Exercise it;
  it.stub = root / "exercises" / path;
  it.solution = root / "solutions" / path;
  const auto table = toml::parse_file((it.stub / "exercise.toml").string());
  refuseUnknownKeys(table, {"id", "title", "kind", "minutes", "difficulty",
                            "requires", "edit", "task", "hints", "why",
                            "compare", "source", "program", "fails"});
  it.id = take<std::string>(table, "id");
  it.title = take<std::string>(table, "title");
  it.kind = take<std::string>(table, "kind");
  it.minutes = take<std::int64_t>(table, "minutes");
  it.difficulty = take<std::int64_t>(table, "difficulty");
  it.requirements = takeList(table, "requires");
  it.edit = takeList(table, "edit");
  it.task = take<std::string>(table, "task");
  it.hints = takeList(table, "hints");
  it.why = take<std::string>(table, "why");
  it.compare = take<std::string>(table, "compare");
  it.source = take<std::string>(table, "source");
  const toml::table* const fails = table["fails"].as_table();
  if (!fails) throw std::runtime_error("exercise.toml: no table [fails]");
  refuseUnknownKeys(*fails, {"test", "check"});
  it.failingTest = take<std::string>(*fails, "test");
  it.failingCheck = take<std::string>(*fails, "check");
  return it;
}

std::vector<std::string> readOrder(const fs::path& root) {
  std::vector<std::string> all;
  std::set<fs::path> chapters;
  for (const auto& entry : fs::directory_iterator(root / "exercises")) {
    if (entry.is_directory()) chapters.insert(entry.path());
  }
  for (const fs::path& chapter : chapters) {
    const auto table = toml::parse_file((chapter / "order.toml").string());
    const auto ids = takeList(table, "order");
    std::set<std::string> folders;
    for (const auto& entry : fs::directory_iterator(chapter)) {
      if (entry.is_directory()) folders.insert(entry.path().filename());
    }
    if (folders != std::set<std::string>(ids.begin(), ids.end())) {
      throw std::runtime_error(
          fmt::format("{}/order.toml does not equal the folders: {}",
                      chapter.string(), fmt::join(folders, ", ")));
    }
    all.insert(all.end(), ids.begin(), ids.end());
  }
  return all;
}

}  // namespace oneloop
