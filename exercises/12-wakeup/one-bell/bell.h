#pragma once

namespace oneloop {

/// How many posts without a write (lock, put a functor into a list, unlock)
/// take as long as one write to an eventfd.
extern const double kPostsAWrite;

}  // namespace oneloop
