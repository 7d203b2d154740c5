#include "common/testing/Needs.h"

#include <vector>

namespace oneloop::testing {
namespace {

// A function's own: the objects of other files are made before main, in no
// order that we know.
std::vector<std::string (*)()>& all() {
  static std::vector<std::string (*)()> needs;
  return needs;
}

}  // namespace

Needs::Needs(std::string (*ask)()) { all().push_back(ask); }

std::string Needs::missing() {
  for (const auto ask : all()) {
    if (std::string why = ask(); !why.empty()) return why;
  }
  return "";
}

}  // namespace oneloop::testing
