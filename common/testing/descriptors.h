#pragma once

#include <cstddef>
#include <vector>

#include "common/Fd.h"

/// Descriptors that need no network. What is written to them is there at once,
/// so a test can ask at once what the kernel reports.
namespace oneloop::testing {

/// The two ends of a pipe, blocking.
struct Pipe {
  Fd reader;
  Fd writer;
};
Pipe makePipe();

/// An eventfd, non-blocking: readable while its count is not 0, and always
/// writable.
Fd makeEvent(unsigned count = 0);
std::vector<Fd> makeEvents(std::size_t n);
void makeReadable(const Fd& event);

/// A regular file, open for reading: the test program itself.
Fd openRegularFile();

/// The same open file under a number of at least `lowest`.
Fd duplicate(const Fd& fd, int lowest = 0);

}  // namespace oneloop::testing
