#include "exercises/16-buffer/fourteen-in-front/frame.h"

#include "oneloop/Buffer.h"

namespace oneloop {

void frame(Buffer* message, std::int16_t type, std::int64_t id) {
  Buffer framed;
  framed.appendInt32(static_cast<std::int32_t>(message->readableBytes()));
  framed.appendInt16(type);
  framed.appendInt64(id);
  framed.append(message->toStringPiece());
  message->swap(framed);
}

}  // namespace oneloop
