#include "tools/compare/Table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace oneloop::compare {
namespace {

constexpr unsigned kBar = 6;
constexpr std::size_t kName = 22;
constexpr int kNumber = 7;
constexpr std::string_view kGap = "      -";  // kNumber wide

std::string number(double value, int decimals) {
  // Three digits are enough; more would only look exact.
  if (value >= 100)
    return thousands(static_cast<std::size_t>(std::llround(value)));
  return fmt::format("{:.{}f}", value,
                     value >= 10 ? std::min(decimals, 1) : decimals);
}

std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

// Breaks at blanks, so that no line is longer than 80 columns; all but the
// first are indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  constexpr std::size_t kWidth = 80;
  std::string result;
  std::string line;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > kWidth) {
      result += line + "\n";
      line = std::string(indent, ' ') + word;
    } else {
      line += line.empty() ? "  " + word : " " + word;
    }
  }
  return result + line + "\n";
}

// Pads by what is seen: a bar's characters have three bytes each.
std::string padded(const std::string& text, std::size_t seen,
                   std::size_t width) {
  return text + std::string(width - std::min(seen, width), ' ');
}

class Block {
 public:
  Block(const Results& results, const std::vector<Load>& loads,
        const Metric& metric)
      : results_(results), loads_(loads), metric_(metric) {
    constexpr double kFarOff = 8;
    std::vector<double> values;
    for (const Row& row : results.rows) {
      const bool ours = std::ranges::any_of(
          loads, [&](const Load& load) { return load.name == row.load; });
      const auto value = metric.of(row);
      if (ours && value) values.push_back(*value);
    }
    if (values.empty()) return;
    const Summary summary = summarise(values);
    // One that is far off must not make all other bars alike.
    full_ = summary.median > 0
                ? std::min(summary.maximum, kFarOff * summary.median)
                : summary.maximum;
    for (const std::string& server : results.servers()) {
      if (std::string text = line(server); !text.empty())
        lines_.push_back(text);
    }
  }

  // More than one server has this number, or there is only one.
  bool compares() const {
    return lines_.size() > 1 || results_.servers().size() == 1;
  }

  // A cell has no number, and no reason below.
  bool hasGaps() const {
    return std::ranges::any_of(lines_, [](const std::string& each) {
      return each.find(kGap) != std::string::npos;
    });
  }

  // Empty if nobody has this number.
  std::string text() const {
    if (lines_.empty()) return {};
    std::string text = fmt::format("  {}\n  {:{}}", metric_.title, "", kName);
    for (const Load& load : loads_) {
      text += fmt::format("{:>{}}", load.label, kNumber + 1 + int{kBar});
    }
    text += "\n";
    for (const std::string& each : lines_) text += each;
    return text + "\n";
  }

 private:
  std::string line(const std::string& server) const {
    std::string text = fmt::format("  {:{}}", cut(server, kName), kName);
    bool any = false;
    for (const Load& load : loads_) {
      const Row* row = results_.find(server, load.name);
      const auto value = row ? metric_.of(*row) : std::nullopt;
      any = any || value;
      text += cell(row, value);
    }
    while (text.ends_with(' ')) text.pop_back();
    return any ? text + "\n" : "";
  }

  std::string cell(const Row* row, std::optional<double> value) const {
    if (!value) {
      const bool cannot = row && !row->cannot.empty();
      return fmt::format("{}{:{}}", cannot ? " cannot" : kGap, "", kBar + 1);
    }
    const std::string drawn = bar(*value, full_, kBar);
    return fmt::format("{:>{}} {}", number(*value, metric_.decimals), kNumber,
                       padded(drawn, drawn.size() / 3, kBar));
  }

  const Results& results_;
  const std::vector<Load>& loads_;
  const Metric& metric_;
  double full_ = 0;  // of the longest bar
  std::vector<std::string> lines_;
};

std::string heading(const std::string& family, const std::vector<Load>& loads) {
  if (loads.size() == 1) {
    return fmt::format("{}: {}\n\n", family, loads.front().title());
  }
  return fmt::format("{}: from {} to {}\n\n", family, loads.front().title(),
                     loads.back().title());
}

// Each reason once, with the servers and the loads it keeps apart.
std::string reasons(const Results& results, const std::vector<Load>& loads) {
  std::string text;
  for (const std::string& server : results.servers()) {
    std::vector<std::string> labels;
    std::string why;
    for (const Load& load : loads) {
      const Row* row = results.find(server, load.name);
      if (!row || row->cannot.empty()) continue;
      labels.push_back(load.label);
      why = row->cannot;
    }
    if (labels.empty()) continue;
    text += wrapped(
        fmt::format("{} cannot ({}): {}", server, fmt::join(labels, "; "), why),
        4);
  }
  return text.empty() ? text : text + "\n";
}

std::string trust(const Results& results, const std::vector<Load>& loads) {
  std::vector<double> spreads;
  for (const Row& row : results.rows) {
    for (const Load& load : loads) {
      if (row.load == load.name && row.clock) {
        spreads.push_back(row.clock->processorTime.spread() * 100);
      }
    }
  }
  if (spreads.empty() || results.rounds < 2) return {};
  const Summary summary = summarise(spreads);
  return fmt::format(
      "  The largest of {} processor times is {:.0f} % above the least in the "
      "median\n  cell, {:.0f} % in the worst.\n\n",
      results.rounds, summary.median, summary.maximum);
}

// Who has the least processor time, and who is within 10 % of it.
std::string cheapest(const Results& results, const Load& load) {
  constexpr double kNearly = 1.1;
  std::vector<std::pair<double, std::string>> times;
  for (const Row& row : results.rows) {
    if (row.load == load.name && row.clock) {
      times.emplace_back(row.clock->processorTime.minimum, row.server);
    }
  }
  if (times.size() < 2) return {};
  std::ranges::sort(times);
  std::vector<std::string> near;
  for (const auto& [time, server] : times) {
    if (time <= times.front().first * kNearly) near.push_back(server);
  }
  std::string text = fmt::format("{}: {} ({:.2f} µs a message)", load.title(),
                                 near.front(), times.front().first);
  if (near.size() > 1) {
    text += fmt::format("; within 10 %: {}",
                        fmt::join(near.begin() + 1, near.end(), ", "));
  }
  return wrapped(text, 4);
}

// From the fewest idle clients to the most that the server can have.
std::string growth(const Results& results, const std::vector<Load>& loads,
                   const std::string& server) {
  const Row* first = nullptr;
  const Load* last = nullptr;
  for (const Load& load : loads) {
    const Row* row = results.find(server, load.name);
    if (!row || !row->clock) continue;
    first = first ? first : row;
    last = &load;
  }
  if (!first || first->load == last->name) return {};
  const Row& most = *results.find(server, last->name);
  const auto times = [&](const char* key) {
    return ratio(metric(key).of(most).value_or(0),
                 metric(key).of(*first).value_or(0));
  };
  std::string text = fmt::format("  {:24} {:>7.1f} times", cut(server, 24),
                                 times("processorTime"));
  text += fmt::format(" ({})", last->label);
  if (const auto bytes = metric("listBytes").of(most)) {
    text += fmt::format(", {} bytes", number(*bytes, 0));
  }
  return text + "\n";
}

}  // namespace

std::string bar(double value, double full, unsigned width) {
  static constexpr std::array<const char*, 9> kParts{"",  "▏", "▎", "▍", "▌",
                                                     "▋", "▊", "▉", "█"};
  if (value <= 0) return {};
  std::string text;
  if (value > full) {
    for (unsigned i = 1; i < width; ++i) text += kParts[8];
    return text + "▶";
  }
  const auto eighths = std::max<std::size_t>(
      static_cast<std::size_t>(std::llround(value / full * width * 8)), 1);
  for (std::size_t i = 8; i <= eighths; i += 8) text += kParts[8];
  return text + kParts[eighths % 8];
}

std::string tables(const Results& results, bool details) {
  std::string text;
  for (const std::string& family : results.families()) {
    const std::vector<Load> loads = results.loadsOf(family);
    text += heading(family, loads);
    bool gaps = false;
    for (const Metric& metric : metrics()) {
      const Block block(results, loads, metric);
      if (!(details || metric.brief) || !block.compares()) continue;
      text += block.text();
      gaps = gaps || block.hasGaps();
    }
    if (gaps) text += "  -: not measured\n\n";
    text += reasons(results, loads) + trust(results, loads);
  }
  return text;
}

std::string tablesOf(const Results& results, const Metric& metric) {
  std::string text;
  for (const std::string& family : results.families()) {
    const std::vector<Load> loads = results.loadsOf(family);
    text += heading(family, loads) + Block(results, loads, metric).text();
  }
  return text;
}

std::string verdicts(const Results& results) {
  std::string text = "The least processor time of a server\n\n";
  for (const Load& load : results.loads) text += cheapest(results, load);
  const auto idle = results.loadsOf("idle");
  if (idle.size() < 2) return text;
  text +=
      "\nWhat idle clients cost: processor time of a message beside the most "
      "of them,\nagainst none; and the bytes that say what to watch\n\n";
  for (const std::string& server : results.servers()) {
    text += growth(results, idle, server);
  }
  return text;
}

}  // namespace oneloop::compare
