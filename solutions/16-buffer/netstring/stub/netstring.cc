#include "exercises/16-buffer/netstring/netstring.h"

#include "oneloop/Buffer.h"

namespace oneloop {

std::optional<std::string> nextNetstring(Buffer* in) {
  // TODO: netstring.h says what is expected.
  if (in->readableBytes() < 8) return std::nullopt;
  in->retrieve(2);
  std::string message = in->retrieveAsString(5);
  in->retrieve(1);
  return message;
}

}  // namespace oneloop
