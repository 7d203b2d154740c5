#include "exercises/16-buffer/fourteen-in-front/frame.h"

#include "oneloop/Buffer.h"

namespace oneloop {

void frame(Buffer* message, std::int16_t type, std::int64_t id) {
  const auto length = static_cast<std::int32_t>(message->readableBytes());
  message->prependInt64(id);
  message->prependInt16(type);
  message->prependInt32(length);
}

}  // namespace oneloop
