#pragma once

namespace oneloop {

/// Sends back what the client sends, until the client has finished or is gone.
/// `client` is a blocking socket; the caller closes it.
void echo(int client);

}  // namespace oneloop
