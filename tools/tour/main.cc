// The tour: one command for everything a learner does. The launcher ./tour
// builds it and hands over to it; it is linked to nothing in chapters/, so
// that it works while the code there is broken.

#include <cstdlib>

#include "tools/tour/commands.h"

int main(int argc, char** argv) {
  const char* root = std::getenv("ONELOOP_ROOT");  // the launcher's own folder
  return oneloop::tour::dispatch(root ? root : ONELOOP_ROOT,
                                 {argv + 1, argv + argc});
}
