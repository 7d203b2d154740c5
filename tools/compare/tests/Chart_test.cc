#include "tools/compare/Chart.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/skip.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;

Results drawnResults() {
  Results results;
  results.loads = findLoads("idle");
  for (const Load& load : results.loads) {
    Row row{.server = "echo_\"x\"", .groups = {"models"}, .load = load.name};
    row.counts.systemCalls = 1 + load.idle;
    results.rows.push_back(row);
  }
  return results;
}

TEST_CASE("a chart needs two loads with a number") {
  Results results = drawnResults();
  const Metric& calls = metric("systemCalls");
  CHECK(!plotScript(results, "idle", calls, "x.svg").empty());
  CHECK(plotScript(results, "idle", metric("p99"), "x.svg").empty());
  results.rows.resize(1);
  CHECK(plotScript(results, "idle", calls, "x.svg").empty());
}

TEST_CASE("gnuplot draws what it is told") {
  if (!testing::findProgram("gnuplot")) {
    return testing::skip("gnuplot is missing");
  }
  const testing::TemporaryFolder folder;
  const std::string name = "idle-systemCalls.svg";
  CHECK(drawCharts(drawnResults(), folder.path()) ==
        std::vector<fs::path>{folder.path() / name});
  const std::string text = folder.read(name);
  CHECK(text.find("<svg") != std::string::npos);
  CHECK(text.find("10,000 idle") != std::string::npos);
}

}  // namespace
}  // namespace oneloop::compare
