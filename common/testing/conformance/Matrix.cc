#include "common/testing/conformance/Matrix.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "common/testing/Steps.h"

namespace oneloop::testing::conformance {
namespace {

// One letter a server, for the narrow table: A, B, ...
char letter(std::size_t row) { return static_cast<char>('A' + row); }

std::string word(const Cell& cell) {
  return cell.asDeclared() ? std::string(toString(cell.seen)) : "BROKEN";
}

// The first letter of the word, or a dot where all is well.
char mark(const Cell& cell) {
  if (!cell.asDeclared()) return '!';
  if (cell.seen == Verdict::kSurvives) return '.';
  return static_cast<char>(std::toupper(toString(cell.seen)[0]));
}

std::string reason(const Row& row, const Scenario& scenario, const Cell& cell) {
  if (!cell.failure.empty()) return cell.failure;
  if (!cell.asDeclared()) {
    return fmt::format("declared: {}, seen: {}", toString(cell.declared),
                       toString(cell.seen));
  }
  const auto lesson = row.lessons.find(scenario.id);
  return lesson == row.lessons.end() ? "" : lesson->second.because;
}

}  // namespace

Cell runTrial(const Row& row, const Scenario& scenario) {
  Cell cell;
  cell.declared = row.expected(scenario.id);
  steps::clear();
  const auto begin = std::chrono::steady_clock::now();
  try {
    cell.seen = scenario.run({row, cell.declared});
  } catch (const std::exception& error) {
    cell.failure = error.what();
  }
  cell.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  return cell;
}

Matrix runMatrix(std::vector<Row> rows) {
  Matrix matrix{std::move(rows), {}};
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  std::size_t done = 0;
  for (const Row& row : matrix.rows) {
    auto& cells = matrix.cells.emplace_back();
    for (const Scenario& scenario : scenarios()) {
      if (terminal) {
        fmt::print(stderr, "\r\033[K[{}/{}] {}: {}", ++done,
                   matrix.rows.size() * scenarios().size(), row.name,
                   scenario.sentence);
      }
      cells.push_back(runTrial(row, scenario));
    }
  }
  if (terminal) fmt::print(stderr, "\r\033[K");
  return matrix;
}

bool Matrix::asDeclared() const {
  return std::ranges::all_of(cells, [](const auto& row) {
    return std::ranges::all_of(row, &Cell::asDeclared);
  });
}

std::string Matrix::toPlain() const {
  std::string out = fmt::format("{:40}", "");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out += fmt::format(" {}", letter(row));
  }
  out += '\n';
  for (std::size_t s = 0; s < scenarios().size(); ++s) {
    out += fmt::format("{:40}", scenarios()[s].sentence);
    for (const auto& row : cells) out += fmt::format(" {}", mark(row[s]));
    out += '\n';
  }
  out += "\n  . survives   S stalls or spins   R refuses   ! not as declared\n";
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out += fmt::format("\n{}  {} (chapter {})\n", letter(row), rows[row].name,
                       rows[row].chapter.substr(0, 2));
    for (std::size_t s = 0; s < scenarios().size(); ++s) {
      const Cell& cell = cells[row][s];
      if (mark(cell) == '.') continue;
      out += fmt::format("   {} in \"{}\": {}\n", word(cell),
                         scenarios()[s].sentence,
                         reason(rows[row], scenarios()[s], cell));
    }
  }
  return out;
}

std::string Matrix::toMarkdown() const {
  std::string out = "| |";
  std::string rule = "|---|";
  for (const Row& row : rows) {
    out += fmt::format(" {} |", row.name);
    rule += ":-:|";
  }
  out += '\n' + rule + '\n';
  for (std::size_t s = 0; s < scenarios().size(); ++s) {
    out += fmt::format("| {} |", scenarios()[s].sentence);
    for (const auto& row : cells) {
      out +=
          mark(row[s]) == '.' ? " ✓ |" : fmt::format(" **{}** |", word(row[s]));
    }
    out += '\n';
  }
  return out;
}

std::string Matrix::toJson() const {
  nlohmann::ordered_json json;
  for (const Scenario& scenario : scenarios()) {
    json["scenarios"].push_back(
        {{"id", scenario.id}, {"sentence", scenario.sentence}});
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    nlohmann::ordered_json results = nlohmann::ordered_json::object();
    for (std::size_t s = 0; s < scenarios().size(); ++s) {
      const Cell& cell = cells[row][s];
      auto& result = results[scenarios()[s].id];
      result = {{"verdict", word(cell)}, {"milliseconds", cell.took.count()}};
      const std::string why = reason(rows[row], scenarios()[s], cell);
      if (!why.empty()) result["because"] = why;
    }
    json["servers"].push_back({{"chapter", rows[row].chapter},
                               {"name", rows[row].name},
                               {"results", results}});
  }
  return json.dump(2) + '\n';
}

}  // namespace oneloop::testing::conformance
