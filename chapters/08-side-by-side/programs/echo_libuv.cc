// An echo server on libuv, as its guide shows one: a buffer for each read, and
// a request for each write, both from the heap.

#include <uv.h>

#include <csignal>
#include <memory>
#include <stdexcept>

#include "common/CommandLine.h"
#include "common/SocketAddress.h"
#include "common/listenOn.h"

namespace oneloop {
namespace {

void must(int result, const char* call) {
  if (result < 0) {
    throw std::runtime_error(std::string(call) + ": " + uv_strerror(result));
  }
}

template <typename Handle>
uv_handle_t* handle(Handle* specific) {
  return reinterpret_cast<uv_handle_t*>(specific);
}

void closeClient(uv_stream_t* client) {
  uv_close(handle(client), [](uv_handle_t* closed) {
    delete reinterpret_cast<uv_tcp_t*>(closed);
  });
}

// #region libuv
struct Write {
  uv_write_t request{};
  std::unique_ptr<char[]> bytes;
};

void allocate(uv_handle_t*, std::size_t suggested, uv_buf_t* buffer) {
  auto* const bytes = new char[suggested];  // received() becomes its owner
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks)
  *buffer = uv_buf_init(bytes, static_cast<unsigned>(suggested));
}

void received(uv_stream_t* client, ssize_t n, const uv_buf_t* buffer) {
  auto write = std::make_unique<Write>();
  write->bytes.reset(buffer->base);
  if (n < 0) return closeClient(client);
  if (n == 0) return;
  const uv_buf_t out = uv_buf_init(buffer->base, static_cast<unsigned>(n));
  write->request.data = write.get();
  const int result =
      uv_write(&write->request, client, &out, 1, [](uv_write_t* request, int) {
        delete static_cast<Write*>(request->data);
      });
  if (result == 0) static_cast<void>(write.release());
}

void connected(uv_stream_t* listener, int status) {
  if (status < 0) return;
  auto* client = new uv_tcp_t;
  uv_tcp_init(listener->loop, client);
  auto* stream = reinterpret_cast<uv_stream_t*>(client);
  if (uv_accept(listener, stream) != 0) return closeClient(stream);
  uv_read_start(stream, allocate, received);
}
// #endregion libuv

void stopOn(uv_loop_t* loop, uv_signal_t* watcher, int signal) {
  uv_signal_init(loop, watcher);
  uv_signal_start(
      watcher, [](uv_signal_t* caught, int) { uv_stop(caught->loop); }, signal);
}

void serve(const ServerOptions& options) {
  uv_loop_t* loop = uv_default_loop();
  uv_tcp_t listener;
  uv_tcp_init(loop, &listener);
  const SocketAddress address = options.address();
  must(uv_tcp_bind(&listener, address.get(), 0), "bind");
  must(uv_listen(reinterpret_cast<uv_stream_t*>(&listener), SOMAXCONN,
                 connected),
       "listen");
  uv_signal_t interrupt;
  uv_signal_t terminate;
  stopOn(loop, &interrupt, SIGINT);
  stopOn(loop, &terminate, SIGTERM);
  uv_os_fd_t fd = -1;
  must(uv_fileno(handle(&listener), &fd), "fileno");
  announce(fd);
  uv_run(loop, UV_RUN_DEFAULT);
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  return oneloop::CommandLine("An echo server on libuv.")
      .run(argc, argv, oneloop::serve);
}
