// The trace's JSON:
//
//   { "version": 1, "chapter", "program", "command", "story", "kernel",
//     "lanes":       [{ "id", "label", "kind" }],
//     "descriptors": [{ "id", "number", "label" }],
//     "steps":       [{ "at", "lane", "call", "arguments", "result", "error",
//                       "descriptor", "opens", "waited", "phase", "bytes",
//                       "times", "watched", "ready", "note",
//                       "source": { "file", "line", "text" } }],
//     "rounds":      [{ "title", "unread", "act", "level", "edge" }] }
//
// What a step does not have is null; "times" is left out when it is 1,
// "opens", "watched" and "ready" when there are none. "rounds" is there only
// for level against edge triggering; it counts the steps from 0.

#include "tools/tracer/Trace.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace oneloop::tracer {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json orNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

std::optional<std::string> textOrNothing(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<std::string>();
}

// strace measures in microseconds: three digits of a millisecond.
double rounded(double milliseconds) {
  return std::round(milliseconds * 1000) / 1000;
}

const char* nameOf(Step::Phase phase) {
  switch (phase) {
    case Step::Phase::kEnter:
      return "enter";
    case Step::Phase::kReturn:
      return "return";
    default:
      return "whole";
  }
}

Step::Phase phaseNamed(const std::string& name) {
  if (name == "enter") return Step::Phase::kEnter;
  if (name == "return") return Step::Phase::kReturn;
  return Step::Phase::kWhole;
}

Json stepToJson(const Step& step) {
  Json json;
  json["at"] = rounded(step.at);
  json["lane"] = step.lane;
  json["call"] = step.call;
  json["arguments"] = step.arguments;
  json["result"] = orNull(step.result);
  json["error"] = orNull(step.error);
  json["descriptor"] = orNull(step.descriptor);
  if (step.opens) json["opens"] = *step.opens;
  json["waited"] = rounded(step.waited);
  json["phase"] = nameOf(step.phase);
  json["bytes"] = orNull(step.bytes);
  if (step.times > 1) json["times"] = step.times;
  if (!step.watched.empty()) json["watched"] = step.watched;
  if (!step.ready.empty()) json["ready"] = step.ready;
  json["note"] = step.note;
  json["source"] = Json();
  if (step.source) {
    json["source"] = {{"file", step.source->file},
                      {"line", step.source->line},
                      {"text", step.source->text}};
  }
  return json;
}

Step stepFromJson(const Json& json) {
  Step step;
  step.at = json.at("at");
  step.lane = json.at("lane");
  step.call = json.at("call");
  step.arguments = json.at("arguments");
  step.result = textOrNothing(json.at("result"));
  step.error = textOrNothing(json.at("error"));
  step.descriptor = textOrNothing(json.at("descriptor"));
  step.opens = textOrNothing(json.value("opens", Json()));
  step.waited = json.at("waited");
  step.phase = phaseNamed(json.at("phase"));
  step.bytes = textOrNothing(json.at("bytes"));
  step.times = json.value("times", 1);
  step.watched = json.value("watched", step.watched);
  step.ready = json.value("ready", step.ready);
  step.note = json.at("note");
  if (const Json& source = json.at("source"); !source.is_null()) {
    step.source = {source.at("file"), source.at("line"), source.at("text")};
  }
  return step;
}

}  // namespace

std::string toJson(const Trace& trace) {
  Json json;
  json["version"] = 1;
  json["chapter"] = trace.chapter;
  json["program"] = trace.program;
  json["command"] = trace.command;
  json["story"] = trace.story;
  json["kernel"] = trace.kernel;
  for (const auto& lane : trace.lanes) {
    json["lanes"].push_back(
        {{"id", lane.id}, {"label", lane.label}, {"kind", lane.kind}});
  }
  for (const auto& descriptor : trace.descriptors) {
    json["descriptors"].push_back({{"id", descriptor.id},
                                   {"number", descriptor.number},
                                   {"label", descriptor.label}});
  }
  for (const auto& step : trace.steps) {
    json["steps"].push_back(stepToJson(step));
  }
  for (const auto& round : trace.rounds) {
    json["rounds"].push_back({{"title", round.title},
                              {"unread", round.unread},
                              {"act", orNull(round.act)},
                              {"level", round.level},
                              {"edge", round.edge}});
  }
  return json.dump(1) + "\n";
}

Trace fromJson(const std::string& text) {
  const Json json = Json::parse(text);
  if (json.at("version") != 1) {
    throw std::runtime_error("this trace has a version I do not know");
  }
  Trace trace;
  trace.chapter = json.at("chapter");
  trace.program = json.at("program");
  trace.command = json.at("command");
  trace.story = json.at("story");
  trace.kernel = json.at("kernel");
  for (const Json& lane : json.at("lanes")) {
    trace.lanes.push_back({lane.at("id"), lane.at("label"), lane.at("kind")});
  }
  for (const Json& descriptor : json.at("descriptors")) {
    trace.descriptors.push_back(
        {descriptor.at("id"), descriptor.at("number"), descriptor.at("label")});
  }
  for (const Json& step : json.at("steps")) {
    trace.steps.push_back(stepFromJson(step));
  }
  for (const Json& round : json.value("rounds", Json::array())) {
    const Json& act = round.at("act");
    trace.rounds.push_back(
        {round.at("title"), round.at("unread"),
         act.is_null() ? std::nullopt : std::optional<int>(act),
         round.at("level"), round.at("edge")});
  }
  return trace;
}

}  // namespace oneloop::tracer
