#pragma once

namespace oneloop {

/// Accepts clients from `listener`, and sends back what they send. For ever.
/// The listener does not block.
void serve(int listener);

/// System calls a message takes if 50 clients have sent, one event a wait.
extern const double kCallsAtFirst;

}  // namespace oneloop
