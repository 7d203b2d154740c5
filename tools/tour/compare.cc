// ./tour compare: builds the comparison and the servers it needs, optimised and
// without sanitizers, and starts it.

#include "tools/compare/Options.h"

#include <sstream>
#include <stdexcept>

#include "common/testing/Process.h"
#include "tools/tour/Builder.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

// The comparison would refuse wrong options too, but only when it is built.
bool understood(const Words& words, compare::Options& options) {
  try {
    return compare::parse(words, options);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

std::string output(const Words& command) {
  testing::Process process(command);
  return process.readRest();
}

}  // namespace

int compare(const std::filesystem::path& root, const Words& words) {
  compare::Options options;
  if (!understood(words, options)) return 0;
  Builder builder(root, "release");
  builder.build("08-side-by-side.compare");
  Words command{builder.folder() / "bin" / "08-side-by-side" / "compare",
                "--root", root};
  command.insert(command.end(), words.begin(), words.end());

  if (options.task == compare::Options::Task::kCompare) {
    Words asking = command;  // which servers the run needs
    asking.emplace_back("--targets");
    std::istringstream targets(output(asking));
    for (std::string target; targets >> target;) builder.build(target);
  }
  execute(std::move(command));
}

}  // namespace oneloop::tour
