#pragma once

#include <stdexcept>

namespace oneloop::tour {

/// The command line asks for something that does not exist. what() is one line
/// that names the nearest thing that does; the exit status is 2. Every other
/// exception means that the work itself failed: exit status 1.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace oneloop::tour
