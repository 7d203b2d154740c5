#pragma once

namespace oneloop {

/// The cost of making a timer and cancelling it with 2,000 others, divided by
/// that with 10 others, if a cancel sweeps through all of them.
extern const double kGrowth;

}  // namespace oneloop
