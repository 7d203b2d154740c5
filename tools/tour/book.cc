// ./tour book: the book in a browser, from this machine only. The launcher has
// installed Node.js and npm (group book in tools/packages.txt).

#include <fmt/format.h>

#include <stdexcept>

#include "common/testing/Process.h"
#include "tools/tour/Arguments.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kPort = 5173;

// npm writes this file last; the lock file is newer after an upgrade.
bool packagesAreThere(const fs::path& folder) {
  const fs::path mark = folder / "node_modules" / ".package-lock.json";
  return fs::exists(mark) &&
         fs::last_write_time(mark) >=
             fs::last_write_time(folder / "package-lock.json");
}

void installPackages(const fs::path& folder) {
  const Terminal terminal;
  std::string words;
  terminal.progress("installing the book's packages with npm");
  const int status =
      runChild({"npm", "ci", "--no-audit", "--no-fund"}, folder,
               [&](std::string_view line) { words.append(line).append("\n"); });
  terminal.clearProgress();
  if (status == 0) return;
  fmt::print(stderr, "{}", words);
  throw std::runtime_error("installing the book's packages failed: see above");
}

std::string npm() {
  const auto path = testing::findProgram("npm");
  if (!path) {
    throw std::runtime_error(
        "npm is missing; to install it: ./tour doctor --install book");
  }
  return *path;
}

}  // namespace

int book(const fs::path& root, const Words& words) {
  bool build = false;
  unsigned port = kPort;
  Arguments arguments("book",
                      "Shows the book in a browser, from this machine.");
  arguments.flag("--build", build,
                 "only make its pages, in book/.vitepress/dist");
  arguments.number("--port", port, "where to serve it; else 5173");
  if (!arguments.parse(words)) return 0;

  const fs::path folder = root / "book";
  const std::string program = npm();
  if (!packagesAreThere(folder)) installPackages(folder);
  fs::current_path(folder);
  if (build) execute({program, "run", "build"});
  execute({program, "run", "dev", "--", "--host", "127.0.0.1", "--port",
           std::to_string(port)});
}

}  // namespace oneloop::tour
