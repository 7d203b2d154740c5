#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

using Words = std::vector<std::string>;

/// A command of the tour: `run` gets the folder of the project and the words
/// that follow the command's name, and returns the exit status. It throws
/// UsageError for words it cannot use, another exception if its work fails.
struct Command {
  std::string_view name;
  std::string_view arguments;
  std::string_view summary;
  int (*run)(const std::filesystem::path& root, const Words& words);
};

/// All of them, in the order in which a learner needs them. To add one, write
/// its function in a file of its own and add a line to commands.cc.
const std::vector<Command>& commands();

int book(const std::filesystem::path& root, const Words& words);
int checkExercise(const std::filesystem::path& root, const Words& words);
int compare(const std::filesystem::path& root, const Words& words);
int diff(const std::filesystem::path& root, const Words& words);
int doctor(const std::filesystem::path& root, const Words& words);
int help(const std::filesystem::path& root, const Words& words);
int hint(const std::filesystem::path& root, const Words& words);
int list(const std::filesystem::path& root, const Words& words);
int reset(const std::filesystem::path& root, const Words& words);
int run(const std::filesystem::path& root, const Words& words);
int show(const std::filesystem::path& root, const Words& words);
int soak(const std::filesystem::path& root, const Words& words);
int solution(const std::filesystem::path& root, const Words& words);
int test(const std::filesystem::path& root, const Words& words);
int trace(const std::filesystem::path& root, const Words& words);
int watch(const std::filesystem::path& root, const Words& words);
int welcome(const std::filesystem::path& root);
int which(const std::filesystem::path& root, const Words& words);

/// Does what the command line says; with no words, welcomes. Turns every
/// exception into one line on stderr. Returns the exit status for main.
int dispatch(const std::filesystem::path& root, const Words& words);

}  // namespace oneloop::tour
