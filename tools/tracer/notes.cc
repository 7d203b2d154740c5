#include "tools/tracer/notes.h"

#include <fmt/format.h>

namespace oneloop::tracer {
namespace {

using Phase = Step::Phase;

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(text[0]));
  return text;
}

// The first sleeping call that ends because of step i; null if none does
// before somebody else acts.
const Step* wokenBy(const Trace& trace, std::size_t i, const World& world) {
  for (std::size_t j = i + 1; j < trace.steps.size(); ++j) {
    const Step& step = trace.steps[j];
    if (world.isClient(step.lane)) return nullptr;
    if (step.phase == Phase::kReturn) return &step;
  }
  return nullptr;
}

std::string wakes(const Step& step, const World& world) {
  std::string who = world.who(step.lane);
  who[0] = static_cast<char>(std::tolower(who[0]));
  return fmt::format("This wakes {} from {}.", who, programsName(step.call));
}

// What the client's act means for the server: it wakes, it is one that never
// sleeps, or it sleeps on.
std::string consequence(const Trace& trace, std::size_t i, const World& world,
                        const std::string& ifItSleepsOn) {
  if (const Step* woken = wokenBy(trace, i, world)) {
    return wakes(*woken, world);
  }
  if (!world.someThreadSleeps())
    return "The server finds it when it asks next.";
  return fmt::format("{} {}", world.whoSleepsWhere(), ifItSleepsOn);
}

std::string stopNote(const Trace& trace, std::size_t i, const World& world) {
  const std::string text = "You stop the server with SIGTERM.";
  const Step* woken = wokenBy(trace, i, world);
  if (!woken) return text + " Its handler sets a flag, and the loop ends.";
  return text + " " + wakes(*woken, world);
}

}  // namespace

std::string clientNote(const Trace& trace, std::size_t i, const World& world) {
  const Step& step = trace.steps[i];
  if (step.call == "kill") return stopNote(trace, i, world);
  const std::string name = capitalised(world.client(step.lane));
  if (step.call == "connect") {
    return fmt::format(
        "{} connects: the kernel completes the handshake. {}", name,
        consequence(trace, i, world,
                    "Nobody accepts yet: the connection waits in the "
                    "listener's queue."));
  }
  if (step.call == "send") {
    return fmt::format(
        "{} sends {}. {}", name, bytesInWords(step.bytes->size()),
        consequence(trace, i, world, "So the bytes wait in the kernel."));
  }
  if (step.call == "close") {
    return fmt::format(
        "{} closes: the server's kernel learns of the end of "
        "its stream. {}",
        name, consequence(trace, i, world, ""));
  }
  switch (step.phase) {
    case Phase::kEnter:
      return fmt::format("{} waits for its answer. {}", name,
                         world.whoSleepsWhere());
    case Phase::kReturn:
      return fmt::format("{} has its answer at last{}.", name,
                         world.someClientLeft()
                             ? ": it waited until the other client had left"
                             : "");
    default:
      return world.hasSpoken(step.lane)
                 ? name + " has its answer."
                 : fmt::format(
                       "{} receives {}, and then the end of the stream.", name,
                       bytesInWords(step.bytes->size()));
  }
}

void addNotes(Trace& trace) {
  World world(trace);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    Step& step = trace.steps[i];
    step.note = world.isClient(step.lane) ? clientNote(trace, i, world)
                                          : serverNote(trace, i, world);
    world.apply(step);
  }
}

}  // namespace oneloop::tracer
