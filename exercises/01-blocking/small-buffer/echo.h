#pragma once

#include <cstddef>

namespace oneloop {

/// The buffer to serve with, in bytes.
extern const std::size_t kBufferSize;

/// How many system calls it takes to echo `message` bytes that have arrived
/// already, with a buffer of `buffer` bytes.
double predictedCalls(std::size_t message, std::size_t buffer);

/// Does it, and returns how many it took.
int echoMessage(int client, std::size_t message, std::size_t buffer);

}  // namespace oneloop
