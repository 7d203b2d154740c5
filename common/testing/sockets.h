#pragma once

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/testing/Process.h"

/// Sockets to ask the kernel with: loopback only, ports of the kernel's
/// choice, blocking unless a test makes them non-blocking.
namespace oneloop::testing {

/// What a system call returned, as strace shows it: "5", or "EAGAIN" if it
/// is -1. Reads errno, so call it straight on the call.
std::string outcome(ssize_t result);

/// A TCP socket that listens on 127.0.0.1.
struct Listener {
  Fd socket;
  SocketAddress address;

  int fd() const { return socket.get(); }
};
Listener listenLocally(int backlog = SOMAXCONN);

/// Accepts the next client. Throws Failure if none comes in time.
Fd acceptFrom(const Listener& listener);

/// A non-blocking socket whose connect has begun (EINPROGRESS).
Fd beginConnect(const SocketAddress& address);

/// The two ends of one TCP connection.
struct Connection {
  Fd client;  // that called connect
  Fd server;  // that accept returned
};
Connection connectedPair();

/// The two ends of a Unix stream socket pair (socketpair(2)).
Connection localPair();

void setNonBlocking(int fd);
bool isNonBlocking(int fd);

/// poll(2) for one descriptor: those of `events` (and POLLERR, POLLHUP) that
/// show, or 0 if none does in that time.
short pollFor(int fd, short events,
              std::chrono::milliseconds timeout = kDeadline);

/// Sends all of it. Throws if the socket refuses.
void sendAll(int fd, std::string_view bytes);

/// Receives exactly `n` bytes. Throws Failure if they do not come in time.
std::string receiveExactly(int fd, std::size_t n);

/// Sends until the kernel takes no more, without ever blocking. Returns how
/// much it took.
std::size_t fillSendBuffer(int fd);

/// The kernel keeps 400 KB at most that this end has sent, and 100 KB that it
/// has received: a buffer whose size was set does not grow, whatever tcp_rmem
/// and tcp_wmem of tcp(7) allow.
void limitKernelBuffers(int fd);

/// Makes the next close send a RST instead of a FIN.
void resetOnClose(int fd);

/// Bytes that have arrived and wait for recv (FIONREAD).
std::size_t unread(int fd);
/// Returns when exactly that many wait. Throws Failure if they do not come.
void waitUntilUnread(int fd, std::size_t n);

/// Bytes sent that the peer's kernel has not acknowledged yet (SIOCOUTQ).
std::size_t unacknowledged(int fd);
/// Returns when all that was sent waits in the peer's kernel (or was read).
void waitUntilDelivered(int fd);

/// The pending error of a socket, which reading clears (SO_ERROR).
int takeError(int fd);

/// What the kernel knows about a connection (TCP_INFO in tcp(7)).
tcp_info tcpInfo(int fd);

/// The state of a TCP socket: TCP_ESTABLISHED and so on.
int tcpState(int fd);
void waitUntilTcpState(int fd, int state);

/// The same by its two ports, from /proc/net/tcp; it finds also what no
/// descriptor refers to any more, TIME_WAIT above all. 0: there is none.
int tcpState(std::uint16_t localPort, std::uint16_t remotePort);
/// Bytes sent that the peer's kernel has not acknowledged yet, likewise.
std::size_t unacknowledged(std::uint16_t localPort, std::uint16_t remotePort);

/// Clients that wait in a listener's queue for accept.
std::size_t queuedClients(int listener);

}  // namespace oneloop::testing
