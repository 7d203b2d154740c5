// The conformance suite: every echo server, in every scenario.
//
//   conformance --matrix [--format plain|markdown|json] [--chapter NN-name]
//   conformance --row "05-epoll/echo_epoll --trigger edge" --scenario crowd
//   conformance --row ... --fault accept-EMFILE
//   conformance --ctest       the two above as CTest tests, one a line
//
// Exit status: 0 all as declared, 1 not, 2 wrong usage, 77 cannot run here.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <stdexcept>

#include "common/testing/conformance/Matrix.h"
#include "common/testing/conformance/Row.h"
#include "common/testing/conformance/Scenario.h"
#include "common/testing/descriptorLimit.h"

namespace oneloop::testing::conformance {
namespace {

constexpr int kSkipped = 77;

std::string idOf(const Row& row) {
  return fmt::format("{}/{}", row.chapter, row.name);
}

void printTest(const Row& row, std::string_view sentence,
               std::string_view option, std::string_view id,
               std::string_view labels) {
  const std::string name =
      fmt::format("{}: {}: {}", row.chapter, row.name, sentence);
  fmt::print(
      "add_test([==[{0}]==] [==[{1}/conformance]==] --row [==[{2}]==] "
      "--{3} {4})\n"
      "set_tests_properties([==[{0}]==] PROPERTIES LABELS \"{5}\" TIMEOUT 120 "
      "SKIP_RETURN_CODE {6})\n",
      name, ONELOOP_BIN, idOf(row), option, id, labels, kSkipped);
}

void printTests(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    for (const Scenario& scenario : scenarios()) {
      printTest(row, scenario.sentence, "scenario", scenario.id,
                fmt::format("{};conformance", row.chapter));
    }
    for (const Fault& fault : faultsOf(row)) {
      printTest(row, fault.sentence, "fault", fault.id,
                fmt::format("{};faults", row.chapter));
    }
  }
}

int runOne(const Row& row, const std::string& id) {
  const auto scenario = std::ranges::find(scenarios(), id, &Scenario::id);
  if (scenario == scenarios().end()) {
    throw std::invalid_argument(fmt::format("there is no scenario '{}'", id));
  }
  const Cell cell = runTrial(row, *scenario);
  if (!cell.failure.empty()) {
    fmt::print("{}\n", cell.failure);
  } else {
    fmt::print("declared: {}, seen: {}\n", toString(cell.declared),
               toString(cell.seen));
  }
  return cell.asDeclared() ? 0 : 1;
}

int skipped(std::string_view reason) {
  fmt::print("[SKIPPED] {}\n", reason);
  return kSkipped;
}

int runOneFault(const Row& row, const std::string& id) {
  if (runFault(row, id)) return 0;
  return skipped("strace is missing, or may not trace here");
}

int printMatrix(std::vector<Row> rows, const std::string& format) {
  std::erase_if(rows, [](const Row& row) {
    const std::string missing = row.missing();
    if (missing.empty()) return false;
    fmt::print(stderr, "[SKIPPED] {}: {}\n", row.name, missing);
    return true;
  });
  const Matrix matrix = runMatrix(std::move(rows));
  fmt::print("{}", format == "json"       ? matrix.toJson()
                   : format == "markdown" ? matrix.toMarkdown()
                                          : matrix.toPlain());
  return matrix.asDeclared() ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app("Every echo server, in every scenario.");
  bool matrix = false;
  bool ctest = false;
  std::string format = "plain";
  std::string chapter;
  std::string rowId;
  std::string scenario;
  std::string fault;
  app.add_flag("--matrix", matrix, "run all and print the matrix");
  app.add_option("--format", format)
      ->check(CLI::IsMember({"plain", "markdown", "json"}));
  app.add_option("--chapter", chapter, "only the servers of this chapter");
  app.add_flag("--ctest", ctest, "print the tests for CTest");
  app.add_option("--row", rowId, "CHAPTER/SERVER");
  app.add_option("--scenario", scenario)->needs("--row");
  app.add_option("--fault", fault)->needs("--row");
  CLI11_PARSE(app, argc, argv);

  raiseDescriptorLimit();
  std::vector<Row> rows = loadRows();
  if (!chapter.empty()) {
    std::erase_if(rows, [&](const Row& row) { return row.chapter != chapter; });
  }
  if (ctest) return printTests(rows), 0;
  if (matrix) return printMatrix(std::move(rows), format);

  const auto row = std::ranges::find(rows, rowId, idOf);
  if (row == rows.end()) {
    throw std::invalid_argument(fmt::format("there is no row '{}'", rowId));
  }
  const std::string missing = row->missing();
  if (!missing.empty()) return skipped(missing);
  return fault.empty() ? runOne(*row, scenario) : runOneFault(*row, fault);
}

}  // namespace
}  // namespace oneloop::testing::conformance

int main(int argc, char** argv) {
  try {
    return oneloop::testing::conformance::run(argc, argv);
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "conformance: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "conformance: {}\n", error.what());
    return 1;
  }
}
