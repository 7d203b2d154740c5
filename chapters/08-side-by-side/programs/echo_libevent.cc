// An echo server on libevent, as its documentation shows one: a listener, and
// a bufferevent for each client, whose input becomes its output.

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include <csignal>
#include <memory>
#include <stdexcept>

#include "common/CommandLine.h"
#include "common/SocketAddress.h"
#include "common/listenOn.h"

namespace oneloop {
namespace {

// #region libevent
void echo(bufferevent* client, void*) {
  // Moves the chain of buffers; no byte is copied.
  evbuffer_add_buffer(bufferevent_get_output(client),
                      bufferevent_get_input(client));
}

void end(bufferevent* client, short events, void*) {
  if (events & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) bufferevent_free(client);
}

void accepted(evconnlistener* listener, evutil_socket_t fd, sockaddr*, int,
              void*) {
  event_base* base = evconnlistener_get_base(listener);
  bufferevent* client = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
  bufferevent_setcb(client, echo, nullptr, end, nullptr);
  bufferevent_enable(client, EV_READ | EV_WRITE);
}
// #endregion libevent

void stop(evutil_socket_t, short, void* base) {
  event_base_loopbreak(static_cast<event_base*>(base));
}

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using Base = std::unique_ptr<event_base, Free<event_base_free>>;
using Event = std::unique_ptr<event, Free<event_free>>;
using Listener = std::unique_ptr<evconnlistener, Free<evconnlistener_free>>;

void serve(const ServerOptions& options) {
  const Base base(event_base_new());
  const SocketAddress address = options.address();
  const Listener listener(evconnlistener_new_bind(
      base.get(), accepted, nullptr, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
      SOMAXCONN, address.get(), static_cast<int>(address.size())));
  if (!listener) throw std::runtime_error("cannot listen");
  const Event interrupt(evsignal_new(base.get(), SIGINT, stop, base.get()));
  const Event terminate(evsignal_new(base.get(), SIGTERM, stop, base.get()));
  event_add(interrupt.get(), nullptr);
  event_add(terminate.get(), nullptr);
  announce(evconnlistener_get_fd(listener.get()));
  event_base_dispatch(base.get());
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  return oneloop::CommandLine("An echo server on libevent.")
      .run(argc, argv, oneloop::serve);
}
