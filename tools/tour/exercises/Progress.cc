#include "tools/tour/exercises/Progress.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <sstream>

#include "common/check.h"
#include "tools/tour/FileLock.h"
#include "tools/tour/writeWhole.h"

namespace oneloop::tour {

namespace fs = std::filesystem;

struct Progress::File {
  // The table of an exercise, which is made if need be.
  toml::table& of(const Exercise& exercise) {
    return tableIn(tableIn(root, "exercises"), exercise.id);
  }
  toml::node_view<const toml::node> find(const Exercise& exercise,
                                         std::string_view key) const {
    return std::as_const(root)["exercises"][exercise.id][key];
  }

  static toml::table& tableIn(toml::table& table, std::string_view key) {
    if (!table[key].is_table()) table.insert_or_assign(key, toml::table{});
    return *table[key].as_table();
  }

  toml::table root;
};

namespace {

constexpr std::string_view kHeader =
    "# What you have solved. ./tour writes this file, and ./tour list shows "
    "it.\n\n";

std::string now() {
  return fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr)));
}

// The first name that is free: progress.toml.broken, ...broken-2, ...
fs::path moveAside(const fs::path& path) {
  fs::path aside = path.string() + ".broken";
  for (int n = 2; fs::exists(aside); ++n) {
    aside = fmt::format("{}.broken-{}", path.string(), n);
  }
  check("rename", ::rename(path.c_str(), aside.c_str()), path.string());
  return aside;
}

}  // namespace

Progress::Progress(const fs::path& root)
    : path_(root / ".oneloop" / "progress.toml"),
      file_(std::make_unique<File>()) {
  read();
}

Progress::~Progress() = default;

void Progress::read() {
  file_->root.clear();
  if (!fs::exists(path_)) return;
  check("open", ::access(path_.c_str(), R_OK), path_.string());
  try {
    file_->root = toml::parse_file(path_.string());
  } catch (const toml::parse_error& error) {
    const fs::path aside = moveAside(path_);
    trouble_ = fmt::format(
        "{}:{} cannot be read ({}); it was moved to {}",
        path_.filename().string(), error.source().begin.line,
        error.description(),
        (path_.parent_path().filename() / aside.filename()).string());
  }
}

void Progress::change(const std::function<void(File&)>& edit) {
  fs::create_directories(path_.parent_path());
  const FileLock lock(path_.parent_path() / "lock");
  const fs::path ignore = path_.parent_path() / ".gitignore";
  if (!fs::exists(ignore)) writeWhole(ignore, "*\n");
  read();
  edit(*file_);
  std::ostringstream text;
  text << kHeader << file_->root << '\n';
  writeWhole(path_, text.str());
}

bool Progress::passed(const Exercise& exercise) const {
  return bool(file_->find(exercise, "passed"));
}

std::size_t Progress::hints(const Exercise& exercise) const {
  const auto shown = file_->find(exercise, "hints").value_or(std::int64_t{0});
  return static_cast<std::size_t>(std::clamp<std::int64_t>(
      shown, 0, static_cast<std::int64_t>(exercise.hints.size())));
}

std::size_t Progress::solved(const Workbook& workbook,
                             std::string_view chapter) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(workbook.exercises(), [&](const Exercise& each) {
        return passed(each) && (chapter.empty() || each.chapter == chapter);
      }));
}

const Exercise& Progress::current(const Workbook& workbook) const {
  const Exercise& last = chosen(workbook);
  if (!passed(last)) return last;
  const Exercise* next = nextAfter(workbook, last);
  return next ? *next : last;
}

const Exercise& Progress::chosen(const Workbook& workbook) const {
  const auto id = std::as_const(file_->root)["current"].value<std::string>();
  const auto& all = workbook.exercises();
  const auto found = std::ranges::find(all, id.value_or(""), &Exercise::id);
  if (found != all.end()) return *found;
  const auto open = std::ranges::find_if(
      all, [&](const Exercise& each) { return !passed(each); });
  return open != all.end() ? *open : all.front();
}

const Exercise* Progress::nextAfter(const Workbook& workbook,
                                    const Exercise& exercise) const {
  const auto& all = workbook.exercises();
  const std::size_t start = workbook.indexOf(exercise);
  for (std::size_t step = 1; step < all.size(); ++step) {
    const Exercise& candidate = all[(start + step) % all.size()];
    if (!passed(candidate)) return &candidate;
  }
  return nullptr;
}

void Progress::pass(const Exercise& exercise) {
  change([&](File& file) {
    toml::table& entry = file.of(exercise);
    if (!entry.contains("passed")) entry.insert("passed", now());
  });
}

void Progress::showHint(const Exercise& exercise) {
  change([&](File& file) {
    const auto next = std::min(hints(exercise) + 1, exercise.hints.size());
    file.of(exercise).insert_or_assign("hints",
                                       static_cast<std::int64_t>(next));
  });
}

void Progress::forgetHints(const Exercise& exercise) {
  if (hints(exercise) == 0) return;
  change([&](File& file) { file.of(exercise).erase("hints"); });
}

void Progress::choose(const Exercise& exercise) {
  change(
      [&](File& file) { file.root.insert_or_assign("current", exercise.id); });
}

}  // namespace oneloop::tour
