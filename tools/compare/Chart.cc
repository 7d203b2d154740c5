#include "tools/compare/Chart.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "common/testing/Process.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;

// gnuplot reads backslashes and quotes, and takes the label of a tic for a
// format of printf.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string escapedFormat(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '%' ? "%%" : std::string(1, c);
  return result;
}

}  // namespace

std::string plotScript(const Results& results, const std::string& family,
                       const Metric& metric, const fs::path& file) {
  const auto loads = results.loadsOf(family);
  std::string data;
  std::string plots;
  // gnuplot has eight colours; after them come other dashes.
  constexpr std::size_t kColours = 8;
  constexpr std::size_t kDashes = 5;
  constexpr std::size_t kPoints = 10;  // from 4 on they are easy to see
  std::size_t drawn = 0;
  std::size_t most = 0;
  bool positive = true;
  for (const std::string& server : results.servers()) {
    std::string lines;
    std::size_t points = 0;
    for (std::size_t i = 0; i < loads.size(); ++i) {
      const Row* row = results.find(server, loads[i].name);
      const auto value = row ? metric.of(*row) : std::nullopt;
      if (!value) continue;
      lines += fmt::format("{} {}\n", i, *value);
      positive = positive && *value > 0;
      ++points;
    }
    if (points == 0) continue;
    const std::string name = fmt::format("$data{}", data.size());
    data += fmt::format("{} << END\n{}END\n", name, lines);
    plots += fmt::format("{}{} with linespoints lw 2 dt {} pt {} title {}",
                         plots.empty() ? "plot " : ", ", name,
                         drawn / kColours % kDashes + 1, drawn % kPoints + 4,
                         quoted(server));
    ++drawn;
    most = std::max(most, points);
  }
  if (most < 2) return {};
  std::string tics;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    tics += fmt::format("{}{} {}", i > 0 ? ", " : "",
                        quoted(escapedFormat(loads[i].label)), i);
  }
  return fmt::format(
      "set terminal svg size 760,420 noenhanced background '#ffffff'\n"
      "set output {}\nset title {}\nset xtics ({})\nset xrange [-0.2:{}]\n"
      "set key outside right\nset grid\n{}{}{}\n",
      quoted(file.string()), quoted(metric.title), tics,
      static_cast<double>(loads.size()) - 0.8,
      positive ? "set logscale y\n" : "set yrange [0:*]\n", data, plots);
}

std::vector<fs::path> drawCharts(const Results& results,
                                 const fs::path& folder) {
  std::vector<fs::path> drawn;
  const fs::path script = folder / "plot.gp";
  for (const std::string& family : results.families()) {
    for (const Metric& metric : metrics()) {
      if (!metric.brief) continue;
      const fs::path file = folder / (family + "-" + metric.key + ".svg");
      const std::string text = plotScript(results, family, metric, file);
      if (text.empty()) continue;
      std::ofstream(script) << text;
      testing::Process gnuplot({"gnuplot", script});
      if (gnuplot.wait() != testing::ExitStatus{}) {
        throw std::runtime_error("gnuplot: " + gnuplot.errors());
      }
      drawn.push_back(file);
    }
  }
  fs::remove(script);
  return drawn;
}

}  // namespace oneloop::compare
