// An echo server on asio, as its documentation shows one: a session for each
// client, which lives as long as an operation holds it.

#include <array>
#include <asio.hpp>
#include <csignal>
#include <memory>
#include <utility>

#include "common/CommandLine.h"
#include "common/listenOn.h"

namespace oneloop {
namespace {

using asio::ip::tcp;
using std::error_code;

// #region asio
class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void receive() {
    socket_.async_read_some(
        asio::buffer(bytes_),
        [self = shared_from_this()](error_code error, std::size_t n) {
          if (!error) self->send(n);
        });
  }

 private:
  void send(std::size_t n) {
    asio::async_write(
        socket_, asio::buffer(bytes_, n),
        [self = shared_from_this()](error_code error, std::size_t) {
          if (!error) self->receive();
        });
  }

  tcp::socket socket_;
  std::array<char, 4096> bytes_;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket))->receive();
    if (acceptor.is_open()) accept(acceptor);
  });
}
// #endregion asio

void serve(const ServerOptions& options) {
  asio::io_context context(1);  // one thread: no locks needed
  tcp::acceptor acceptor(context,
                         {asio::ip::make_address(options.host), options.port});
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&context](error_code, int) { context.stop(); });
  announce(acceptor.native_handle());
  accept(acceptor);
  context.run();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  return oneloop::CommandLine("An echo server on asio.")
      .run(argc, argv, oneloop::serve);
}
