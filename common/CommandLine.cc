#include "common/CommandLine.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <stdexcept>

#include "common/log.h"

namespace oneloop {

struct CommandLine::Parser {
  explicit Parser(std::string_view description)
      : app(std::string(description)) {}

  CLI::App app;
  ServerOptions options;
};

namespace {

std::string checkHost(const std::string& text) {
  try {
    SocketAddress(text, 0);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

CommandLine::CommandLine(std::string_view description, Side side)
    : parser_(std::make_unique<Parser>(description)) {
  const bool listens = side == Side::kServer;
  parser_->app
      .add_option("--host", parser_->options.host,
                  listens ? "numeric address to listen on"
                          : "numeric address of the server")
      ->check(CLI::Validator(checkHost, "ADDRESS"))
      ->capture_default_str();
  parser_->app
      .add_option("--port", parser_->options.port,
                  listens ? "port to listen on; 0 lets the kernel pick one"
                          : "port of the server")
      ->check(CLI::Range(0, 65535).description("0..65535"))
      ->capture_default_str();
}

CommandLine::~CommandLine() = default;

void CommandLine::choice(const std::string& name, std::string& target,
                         const std::vector<std::string>& values,
                         const std::string& description) {
  parser_->app.add_option(name, target, description)
      ->check(CLI::IsMember(values))
      ->capture_default_str();
}

void CommandLine::number(const std::string& name, int& target, int least,
                         int most, const std::string& description) {
  parser_->app.add_option(name, target, description)
      ->check(CLI::Range(least, most))
      ->capture_default_str();
}

void CommandLine::flag(const std::string& name, bool& target,
                       const std::string& description) {
  parser_->app.add_flag(name, target, description);
}

void CommandLine::address(const std::string& name, SocketAddress& target,
                          const std::string& description) {
  const auto parse = [name, &target](const std::string& text) {
    try {
      target = SocketAddress::parse(text);
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError(name, error.what());
    }
  };
  parser_->app.add_option_function<std::string>(name, parse, description)
      ->type_name("ADDRESS:PORT")
      ->default_str(target.toString());
}

int CommandLine::run(int argc, char** argv,
                     const std::function<void(const ServerOptions&)>& serve) {
  try {
    parser_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", parser_->app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    log(fmt::format("{} (try --help)", error.what()));
    return 2;
  }
  try {
    serve(parser_->options);
    return 0;
  } catch (const std::exception& error) {
    log(error.what());
    return 1;
  }
}

}  // namespace oneloop
