#include "exercises/18-sending/deaf-to-the-end/pause.h"

namespace oneloop {

void pauseReading(Channel& channel) { channel.disableReading(); }

void resumeReading(Channel& channel) { channel.enableReading(); }

}  // namespace oneloop
