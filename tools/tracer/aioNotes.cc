#include <fmt/format.h>

#include <string>

#include "tools/tracer/notes.h"

namespace oneloop::tracer {
namespace {

bool isAboutClient(const Step& step) {
  return step.descriptor && step.descriptor->starts_with("conn-");
}

std::string readNote(const Step& step, const World& world) {
  const std::string client = world.client(*step.descriptor);
  const std::string who = world.who(step.lane);
  if (step.phase == Step::Phase::kEnter) {
    return fmt::format("{} sleeps in read: it waits for {}.", who, client);
  }
  if (!step.bytes) {
    return fmt::format("read returns 0: {} has closed, no more will come.",
                       client);
  }
  return fmt::format("{} has put {} of {} into the buffer: read returns.", who,
                     bytesInWords(step.bytes->size()), client);
}

}  // namespace

std::string aioNote(const Step& step, const World& world) {
  const std::string who = world.who(step.lane);
  if (step.call == "pipe2") {
    return "A pipe for notifications: a handler writes into it, the loop reads "
           "from it.";
  }
  if (step.call == "rt_sigqueueinfo") {
    return fmt::format(
        "{} sends the process a signal: the request on {} is done.", who,
        world.thing(step.descriptor.value_or("")));
  }
  if (step.error == "ESPIPE") {
    return fmt::format("{} tries {} first. A socket has no position: it fails.",
                       who, step.call == "pread64" ? "pread" : "pwrite");
  }
  if (step.call == "read" && isAboutClient(step)) return readNote(step, world);
  if (step.call == "read") {
    return fmt::format("{} takes the number of the socket out of the pipe.",
                       who);
  }
  if (isAboutClient(step)) {
    return fmt::format("{} writes the {} back to {}.", who,
                       bytesInWords(step.bytes ? step.bytes->size() : 0),
                       world.client(*step.descriptor));
  }
  return fmt::format(
      "The signal's handler runs in {}: it writes the number of the socket "
      "into the pipe.",
      step.lane == "server" ? "the main thread" : who);
}

}  // namespace oneloop::tracer
