// Proves one exercise:
//
//   exercise_proof ROOT BUILD NN-name/ID [RUNS]
//
//  1. exercise.toml is complete and valid, and its place in the book is sound;
//  2. the stub and the solution are made of the same files, which differ, and
//     compile without a warning;
//  3. the stub fails, by itself and in time, at the test and the check that
//     exercise.toml names;
//  4. the solution passes, RUNS times in a row (20).
//
// If the judge cannot run on this machine, it prints "[SKIPPED]" and the reason
// after 2., and CTest lists the exercise as skipped.
//
// Requires that the target "exercises" is built, from an unedited checkout.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/Fd.h"
#include "common/testing/Process.h"
#include "common/testing/Steps.h"
#include "tools/exercise_proof/Exercise.h"

namespace oneloop {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ExitStatus;
using testing::Process;

// A judge ends by itself after 8 s at the latest.
constexpr std::chrono::milliseconds kLongestRun{10'000};
constexpr std::chrono::milliseconds kLongestCompilation{60'000};

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

std::string readFile(const fs::path& path) {
  std::ifstream file(path);
  require(file.good(), "cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// ---- 1. exercise.toml

void checkTexts(const Exercise& it) {
  const std::set<std::string> hints(it.hints.begin(), it.hints.end());
  require(it.hints.size() == 3 && hints.size() == 3, "three distinct hints");
  for (const auto& text :
       {it.title, it.task, it.why, it.compare, it.source, it.hints[0],
        it.hints[1], it.hints[2], it.failingTest, it.failingCheck}) {
    require(!text.empty(), "a text is empty");
  }
  std::istringstream lines(it.task + it.why + it.compare);
  for (std::string line; std::getline(lines, line);) {
    require(line.size() <= 80, "a line is longer than 80 columns: " + line);
  }
}

void checkValues(const Exercise& it) {
  const std::set<std::string> kinds{"implement", "fix", "predict", "measure"};
  require(it.id == it.stub.filename(), "the id is not the folder's name");
  require(kinds.contains(it.kind), "unknown kind: " + it.kind);
  require(it.minutes >= 5 && it.minutes <= 30, "minutes: 5 to 30");
  require(it.difficulty >= 1 && it.difficulty <= 5, "difficulty: 1 to 5");
}

void checkPlace(const Exercise& it, const std::vector<std::string>& order) {
  require(std::ranges::count(order, it.id) == 1,
          "the id is not listed once in the whole book");
  const auto self = std::ranges::find(order, it.id);
  for (const auto& id : it.requirements) {
    require(std::find(order.begin(), self, id) != self,
            "requires what does not come before: " + id);
  }
}

// ---- 2. the files

// "serve.cc", "oneloop/Channel.cc"; not the copies of the stubs.
std::set<std::string> filesIn(const fs::path& solution) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(solution)) {
    const fs::path name = entry.path().lexically_relative(solution);
    if (entry.is_regular_file() && *name.begin() != "stub") names.insert(name);
  }
  return names;
}

void checkFiles(const Exercise& it) {
  const std::set<std::string> edit(it.edit.begin(), it.edit.end());
  require(!edit.empty() && filesIn(it.solution) == edit,
          "the solution's files are not those of `edit`");
  for (const auto& file : it.edit) {
    const std::string stub = readFile(it.stub / file);
    require(stub != readFile(it.solution / file),
            "stub and solution are the same: " + file);
    const bool marked = stub.find("TODO") != std::string::npos;
    require(marked == (it.kind == "implement"),
            "a TODO marks what to implement, and nothing else: " + file);
  }
}

// Compiles a file as the build did, but with warnings as errors; unless the
// build did so, too.
void compile(const json& commands, const fs::path& file) {
  for (const auto& entry : commands) {
    if (entry.at("file") != file.string()) continue;
    const auto asBuilt = entry.at("command").get<std::string>();
    if (asBuilt.find(" -Werror ") != std::string::npos) return;
    const std::string command =
        fmt::format("cd '{}' && {} -Werror -o /dev/null",
                    entry.at("directory").get<std::string>(), asBuilt);
    Process compiler({"sh", "-c", command});
    const bool clean = compiler.wait(kLongestCompilation) == ExitStatus{};
    require(clean, "a warning:\n" + compiler.errors());
    return;
  }
  throw std::runtime_error("not built: " + file.string());
}

// Requires that what is made of this file is newer than it: the judge, or the
// program that the judge starts.
void checkBuilt(const fs::path& source, const fs::path& judge) {
  fs::path program = judge.string() + "-program";
  if (!fs::exists(program)) program = judge;
  require(fs::exists(program) &&
              fs::last_write_time(program) >= fs::last_write_time(source),
          "build the target \"exercises\" first: " + source.string());
}

// A solution that is the chapter's own file is a link to it.
fs::path followed(const fs::path& file) {
  if (!fs::is_symlink(file)) return file;
  return (file.parent_path() / fs::read_symlink(file)).lexically_normal();
}

void checkCompilation(const Exercise& it, const fs::path& build) {
  const json commands = json::parse(readFile(build / "compile_commands.json"));
  for (const auto& file : it.edit) {
    checkBuilt(it.stub / file, build / "bin/exercises" / it.id);
    checkBuilt(it.solution / file, build / "bin/solutions" / it.id);
    compile(commands, it.stub / file);
    compile(commands, followed(it.solution / file));
  }
}

// ---- 3. and 4. the judge

struct Run {
  ExitStatus status;
  json verdict;
};

// What the judge lacks on this machine.
struct Skipped {
  std::string reason;
};

Run runJudge(const fs::path& program) {
  const fs::path verdict = program.string() + ".verdict.json";
  fs::remove(verdict);
  Process judge({program.string()},
                {.environment = {"ONELOOP_VERDICT=" + verdict.string()}});
  judge.readRest(kLongestRun);
  const ExitStatus status = judge.wait(kLongestRun);
  require(fs::exists(verdict), fmt::format("no verdict, {}; it said:\n{}",
                                           status.toString(), judge.errors()));
  Run run{status, json::parse(readFile(verdict))};
  if (run.verdict.contains("skipped")) {
    throw Skipped{run.verdict.at("skipped").get<std::string>()};
  }
  return run;
}

void checkStub(const Exercise& it, const fs::path& build) {
  const Run run = runJudge(build / "bin/exercises" / it.id);
  require(!run.verdict.at("passed").get<bool>() && run.status != ExitStatus{},
          "the stub passes");
  for (const auto& failure : run.verdict.at("failures")) {
    const std::string said = failure.at("expectation").get<std::string>() +
                             "\n" + failure.at("seen").get<std::string>();
    if (failure.at("test") == it.failingTest &&
        said.find(it.failingCheck) != std::string::npos) {
      return;
    }
  }
  throw std::runtime_error(
      fmt::format("the stub does not fail at \"{}\" with \"{}\", but:\n{}",
                  it.failingTest, it.failingCheck, run.verdict.dump(2)));
}

void checkSolution(const Exercise& it, const fs::path& build, int runs) {
  for (int i = 1; i <= runs; ++i) {
    const Run run = runJudge(build / "bin/solutions" / it.id);
    require(run.verdict.at("passed").get<bool>() && run.status == ExitStatus{},
            fmt::format("the solution fails in run {} of {}, {}:\n{}", i, runs,
                        run.status.toString(), run.verdict.dump(2)));
  }
}

void prove(const fs::path& root, const fs::path& build, const std::string& path,
           int runs) {
  const Exercise exercise = readExercise(root, path);
  checkTexts(exercise);
  checkValues(exercise);
  checkPlace(exercise, readOrder(root));
  checkFiles(exercise);
  checkCompilation(exercise, build);
  checkStub(exercise, build);
  checkSolution(exercise, build, runs);
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: exercise_proof ROOT BUILD NN-name/ID [RUNS]\n");
    return 2;
  }
  try {
    oneloop::prove(argv[1], argv[2], argv[3],
                   argc > 4 ? std::stoi(argv[4]) : 20);
  } catch (const oneloop::Skipped& skipped) {
    fmt::print("[SKIPPED] {}\n", skipped.reason);
  } catch (const oneloop::testing::Failure& failure) {
    fmt::print(stderr, "{}: {}: {}\n", argv[3], failure.who(),
               failure.reason());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", argv[3], error.what());
    return 1;
  }
  return 0;
}
