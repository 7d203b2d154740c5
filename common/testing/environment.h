#pragma once

#include <string>

/// What a measurement depends on: recorded beside every number.
namespace oneloop::testing {

std::string processorName();  // "AMD EPYC"
std::string kernelVersion();  // "6.18"
std::string compilerName();   // "GCC 12.2", which compiled this
/// The short name of the commit in the current folder, or "unknown".
std::string commitName();

/// False for a build without optimisation: its times are not worth keeping.
bool isOptimised();
/// By AddressSanitizer or ThreadSanitizer.
bool isSanitized();

}  // namespace oneloop::testing
