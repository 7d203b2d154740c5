// ./tour compare: builds the comparison and the servers it needs, without
// sanitizers and optimised, and starts it. Its options are its own: chapter 08.

#include <sstream>

#include "common/testing/Process.h"
#include "tools/tour/Builder.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {

int compare(const std::filesystem::path& root, const Words& words) {
  Builder builder(root, "release");
  builder.build("08-side-by-side.compare");
  Words command{builder.folder() / "bin" / "08-side-by-side" / "compare",
                "--root", root};
  command.insert(command.end(), words.begin(), words.end());

  // It knows what a run needs; a wrong option it will tell by itself.
  Words asking = command;
  asking.emplace_back("--targets");
  testing::Process targets(asking);
  std::istringstream names(targets.readRest());
  if (targets.wait() == testing::ExitStatus{}) {
    for (std::string name; names >> name;) {
      if (name.find('.') != std::string::npos) builder.build(name);
    }
  }
  execute(std::move(command));
}

}  // namespace oneloop::tour
