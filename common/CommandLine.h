#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/SocketAddress.h"

namespace oneloop {

/// What every server of this book can be told.
struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 2007;  // muduo's echo example listens there, too

  SocketAddress address() const { return {host, port}; }
};

/// The command line of a server, or of a client: --host, --port, --help, and
/// options of its own. It turns every way to fail into one line on stderr:
///
///   exit status 2  the command line is wrong, nothing was done
///   exit status 1  a system call failed; the line names it
class CommandLine {
 public:
  /// What --host and --port are for: to listen there, or to connect.
  enum class Side { kServer, kClient };

  explicit CommandLine(std::string_view description, Side side = Side::kServer);
  ~CommandLine();

  /// An option that takes one of `values`; `target` holds the default.
  void choice(const std::string& name, std::string& target,
              const std::vector<std::string>& values,
              const std::string& description);

  /// An option that takes a number from `least` to `most`.
  void number(const std::string& name, int& target, int least, int most,
              const std::string& description);

  /// An option that takes no value: `target` is true if it is given.
  void flag(const std::string& name, bool& target,
            const std::string& description);

  /// An option that takes an address and a port, "127.0.0.1:80" or "[::1]:80".
  void address(const std::string& name, SocketAddress& target,
               const std::string& description);

  /// Parses, then calls `serve`. Returns the exit status for main.
  int run(int argc, char** argv,
          const std::function<void(const ServerOptions&)>& serve);

 private:
  struct Parser;  // keeps the parsing library out of this header
  std::unique_ptr<Parser> parser_;
};

}  // namespace oneloop
