#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace oneloop::testing {

/// The story of the current test: what each client and server did, in order.
/// When an expectation fails, the story is printed before it, so that the
/// reader sees what led there:
///
///   1. server: listening on 127.0.0.1:40327
///   2. client A: connects
///   3. client A: sends "hello" (5 bytes)
///   4. client A: expects 5 bytes within 10 s
///   ✗ client A: received 0 of 5 bytes in 10 s; the server did not answer
///
/// Safe from any thread.
namespace steps {

void add(std::string_view who, std::string_view what);
/// Forgets the story: a new test begins.
void clear();
/// The numbered steps, each on a line of its own.
std::string story();

}  // namespace steps

/// An expectation that was not met. what() is the story and then the reason.
class Failure : public std::runtime_error {
 public:
  Failure(std::string_view who, std::string_view reason);

  const std::string& who() const { return who_; }
  /// The reason alone.
  const std::string& reason() const { return reason_; }

 private:
  std::string who_;
  std::string reason_;
};

/// `text` between quotes, its control characters escaped, long text cut.
std::string quoted(std::string_view text);

}  // namespace oneloop::testing
