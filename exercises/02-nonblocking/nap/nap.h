#pragma once

#include <chrono>
#include <cstdint>

namespace oneloop {

using Microseconds = std::chrono::microseconds;

/// How long to sleep after each EAGAIN.
extern const Microseconds kNap;

/// How many calls of recv a message costs, if one comes every `interval`.
double predictedCalls(Microseconds interval, Microseconds nap);

/// Receives one message, a number, from a non-blocking socket; naps after each
/// EAGAIN. Returns how many calls of recv that took.
int receive(int fd, std::int64_t& message, Microseconds nap);

}  // namespace oneloop
