#include "tools/tour/Arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tools/tour/UsageError.h"
#include "tools/tour/nearest.h"

namespace oneloop::tour {

struct Arguments::Parser {
  Parser(const std::string& name, const std::string& description)
      : command(name), app(description, "./tour " + name) {
    // What it does not know is left for refuse(), which knows what is near.
    app.allow_extras();
    app.get_formatter()->column_width(28);
    app.get_help_ptr()->description("this text");
  }

  std::vector<std::string> options() const {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_positional()) names.push_back(option->get_name());
    }
    return names;
  }

  [[noreturn]] void refuse(const std::string& word) const {
    if (word.starts_with('-')) {
      throw UsageError(didYouMean("option", word, options(),
                                  fmt::format(" of '{}'", command)));
    }
    throw UsageError(fmt::format(
        "'{}' is one word too many; try './tour help {}'", word, command));
  }

  struct Choice {
    std::string name;
    const std::string* chosen;
    std::vector<std::string> values;
  };

  std::string command;
  CLI::App app;
  std::vector<Choice> choices;
};

Arguments::Arguments(const std::string& command, const std::string& description)
    : parser_(std::make_unique<Parser>(command, description)) {}

Arguments::~Arguments() = default;

void Arguments::positional(const std::string& name, std::string& target,
                           const std::string& description) {
  parser_->app.add_option(name, target, description)->option_text(" ");
}

void Arguments::words(const std::string& name, std::vector<std::string>& target,
                      const std::string& description) {
  parser_->app.add_option(name, target, description)->option_text(" ");
}

void Arguments::flag(const std::string& name, bool& target,
                     const std::string& description) {
  parser_->app.add_flag(name, target, description);
}

void Arguments::choice(const std::string& name, std::string& target,
                       const std::vector<std::string>& values,
                       const std::string& description) {
  parser_->app.add_option(name, target, description)
      ->option_text(fmt::format("{}", fmt::join(values, "|")));
  parser_->choices.push_back({name, &target, values});
}

void Arguments::number(const std::string& name, unsigned& target,
                       const std::string& description) {
  parser_->app.add_option(name, target, description)
      ->option_text("N")
      ->check(CLI::Range(1, 100'000));
}

void Arguments::option(const std::string& name, std::string& target,
                       const std::string& value,
                       const std::string& description) {
  parser_->app.add_option(name, target, description)
      ->option_text("[" + value + "]")
      ->expected(0, 1);
}

void Arguments::footer(const std::string& text) { parser_->app.footer(text); }

bool Arguments::parse(const std::vector<std::string>& words) {
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    parser_->app.parse(std::move(reversed));  // it wants the last word first
  } catch (const CLI::CallForHelp&) {
    printHelp();
    return false;
  } catch (const CLI::ParseError& error) {
    throw UsageError(fmt::format("{}; try './tour help {}'", error.what(),
                                 parser_->command));
  }
  const auto unknown = parser_->app.remaining();
  if (!unknown.empty()) parser_->refuse(unknown.front());
  for (const auto& [name, chosen, values] : parser_->choices) {
    if (std::ranges::find(values, *chosen) == values.end()) {
      throw UsageError(didYouMean("value", *chosen, values, " of " + name));
    }
  }
  return true;
}

void Arguments::printHelp() const { fmt::print("{}", parser_->app.help()); }

}  // namespace oneloop::tour
