#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/tracer/arguments.h"
#include "tools/tracer/notes.h"
#include "tools/tracer/operations.h"

namespace oneloop::tracer {
namespace {

std::string counted(std::size_t n, const std::string& thing) {
  return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

std::string withArticle(std::string_view operation) {
  return fmt::format("{} {}", operation == "accept" ? "an" : "a", operation);
}

std::string enterNote(const Trace& trace, std::size_t i, const World& world) {
  const Step& step = trace.steps[i];
  const auto arguments = splitArguments(step.arguments);
  if (arguments.size() < 3) return "";
  const auto submits =
      static_cast<std::size_t>(std::atoi(arguments[1].c_str()));
  const auto waitsFor =
      static_cast<std::size_t>(std::atoi(arguments[2].c_str()));
  if (step.phase == Step::Phase::kEnter) {
    return fmt::format(
        "{} {} and sleeps: it waits for {}.", world.who(step.lane),
        submits == 0 ? "submits nothing"
                     : "submits " + counted(submits, "operation"),
        counted(waitsFor, "completion"));
  }
  const std::size_t n = completionsBehind(trace, i).size();
  const std::string done = fmt::format(
      "{} in the queue",
      n == 1 ? "1 completion is" : fmt::format("{} completions are", n));
  if (step.phase == Step::Phase::kReturn) {
    return fmt::format(
        "io_uring_enter returns: the kernel has done its part, "
        "{}.",
        done);
  }
  return fmt::format(
      "io_uring_enter submits {} and does not sleep: {} at once.",
      counted(submits, "operation"), done);
}

std::string preparedNote(const Step& step, const World& world) {
  const std::string_view operation = operationOf(step.call);
  const std::string what =
      step.descriptor ? world.thing(*step.descriptor) : "all that is in flight";
  const std::string object = operation == "accept" ? ""
                             : operation == "recv" || operation == "send"
                                 ? " on " + what
                                 : " of " + what;
  return fmt::format(
      "No system call: the server writes {}{} into the submission queue.{}",
      withArticle(operation), object,
      operation == "accept" ? " It completes when a client has come." : "");
}

std::string completedNote(const Step& step, const World& world) {
  const std::string_view operation = operationOf(step.call);
  const std::string client = world.client(step.descriptor.value_or(""));
  const std::string result = step.result.value_or("");
  const std::size_t bytes = bytesMoved(step.call, result);
  std::string text = fmt::format(
      "No system call: the server takes the completion of the {}", operation);
  if (result.starts_with('-')) {
    text += fmt::format(": {}", result.starts_with("-ECANCELED")
                                    ? "it was cancelled"
                                    : "it failed");
  } else if (operation == "accept") {
    text += fmt::format(": descriptor {} is {}", std::atoi(result.c_str()),
                        world.thing(step.opens.value_or("")));
  } else if (operation == "recv" && bytes == 0) {
    text += fmt::format(": {} has closed", client);
  } else if (operation == "recv") {
    text += fmt::format(": the kernel has put {} of {} into the buffer",
                        bytesInWords(bytes), client);
  } else if (operation == "send") {
    text +=
        fmt::format(": {} are on their way to {}", bytesInWords(bytes), client);
  } else if (operation == "cancel") {
    text +=
        fmt::format(": it has found {}",
                    counted(static_cast<std::size_t>(std::atoi(result.c_str())),
                            "operation"));
  }
  const bool goesOn = result.find("F_MORE") != std::string::npos;
  return text +
         (goesOn ? fmt::format(". The {} goes on (F_MORE).", operation) : ".");
}

}  // namespace

std::string ringNote(const Trace& trace, std::size_t i, const World& world) {
  const Step& step = trace.steps[i];
  if (isPrepared(step.call)) return preparedNote(step, world);
  if (isCompleted(step.call)) return completedNote(step, world);
  if (step.call == "io_uring_enter") return enterNote(trace, i, world);
  if (step.call == "io_uring_setup") {
    return fmt::format(
        "The kernel makes two queues in memory that it shares with the "
        "program: descriptor {}.",
        step.result.value_or(""));
  }
  return "The kernel is told where the ring of buffers is.";
}

}  // namespace oneloop::tracer
