// ./tour soak: the soak test of chapter 20, with a sanitizer that watches.

#include <fmt/format.h>

#include "tools/tour/Arguments.h"
#include "tools/tour/Builder.h"
#include "tools/tour/Catalogue.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {

int soak(const std::filesystem::path& root, const Words& words) {
  unsigned minutes = 2;
  std::string preset = "dev";
  Arguments arguments("soak",
                      "Clients of all habits come to an echo server and go, "
                      "for minutes. Every byte is\nchecked, and in the end "
                      "every descriptor and all memory must be back.");
  arguments.number("--minutes", minutes, "how long (default: 2)");
  arguments.choice("--preset", preset, {"dev", "tsan", "release"},
                   "how it is built: with AddressSanitizer (the default), "
                   "with ThreadSanitizer, or optimised");
  if (!arguments.parse(words)) return 0;
  const Catalogue catalogue(root);
  Builder builder(root, preset);
  execute({builder.buildProgram(catalogue.find("20"), "soak"), "--port", "0",
           "--seconds", fmt::to_string(60 * minutes)});
}

}  // namespace oneloop::tour
