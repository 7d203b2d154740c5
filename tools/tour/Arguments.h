#pragma once

#include <memory>
#include <string>
#include <vector>

namespace oneloop::tour {

/// The options of one command. Every mistake in them becomes a UsageError of
/// one line, "no option '--jbos' of 'test'; did you mean '--jobs'?".
///
///   std::string format = "plain";
///   Arguments arguments("test", "Builds and runs the tests.");
///   arguments.choice("--format", format, {"plain", "json"}, "how to print");
///   if (!arguments.parse(words)) return 0;  // --help was asked and answered
///
/// The targets must outlive it; they hold the defaults.
class Arguments {
 public:
  Arguments(const std::string& command, const std::string& description);
  ~Arguments();

  /// A word that may be left out.
  void positional(const std::string& name, std::string& target,
                  const std::string& description);
  /// All words that are left.
  void words(const std::string& name, std::vector<std::string>& target,
             const std::string& description);
  void flag(const std::string& name, bool& target,
            const std::string& description);
  /// An option that takes one of `values`.
  void choice(const std::string& name, std::string& target,
              const std::vector<std::string>& values,
              const std::string& description);
  /// An option that takes a number from 1 to 100,000.
  void number(const std::string& name, unsigned& target,
              const std::string& description);
  /// An option whose value, shown as `value` in the help, may be left out.
  void option(const std::string& name, std::string& target,
              const std::string& value, const std::string& description);
  /// More text for the end of the help.
  void footer(const std::string& text);

  [[nodiscard]] bool parse(const std::vector<std::string>& words);

  /// Prints what --help prints.
  void printHelp() const;

 private:
  struct Parser;  // keeps the parsing library out of this header
  std::unique_ptr<Parser> parser_;
};

}  // namespace oneloop::tour
