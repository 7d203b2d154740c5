#include "tools/compare/Crowd.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <utility>

#include "common/check.h"

namespace oneloop::compare {
namespace {

using namespace std::chrono_literals;

// A server that moves nothing for so long will not move again.
constexpr auto kPatience = 5s;
// So many connect before the server must have answered them all: fewer than
// its queue of waiting clients holds.
constexpr std::size_t kBatch = 500;
constexpr std::size_t kLargestSend = 1 << 20;
constexpr std::size_t kReadSlowly = 16 * 1024;
constexpr auto kSlowReadInterval = 10ms;
constexpr std::size_t kSlowReadersOwn = 4 << 20;  // bytes on their way, each
// An address of 127.0.0.0/8 has some 28,000 ports.
constexpr std::uint32_t kClientsAnAddress = 20'000;

double microseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

std::chrono::nanoseconds ownProcessorTime() {
  timespec time{};
  check("clock_gettime", ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time));
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

void bindToOwnAddress(int fd, std::uint32_t number) {
  const int yes = 1;  // the port is chosen by connect
  check(
      "setsockopt IP_BIND_ADDRESS_NO_PORT",
      ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK + number / kClientsAnAddress % 100);
  check("bind", ::bind(fd, reinterpret_cast<const sockaddr*>(&address),
                       sizeof address));
}

}  // namespace

Crowd::Crowd(const SocketAddress& server, const Load& load,
             std::function<bool()> interrupted)
    : server_(server),
      load_(load),
      interrupted_(std::move(interrupted)),
      epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))),
      clients_(load.connections()),
      bytes_(std::max(std::min(load.size, kLargestSend), kReadSlowly), 'x') {}

Crowd::~Crowd() = default;

// Closing with a RST leaves nothing in TIME_WAIT: thousands of connections a
// second would fill the kernel's table, and slow down whoever comes next.
void Crowd::open(Client& client) {
  client.socket.reset(check(
      "socket", ::socket(server_.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)));
  const int fd = client.socket.get();
  const linger reset{1, 0};
  check("setsockopt SO_LINGER",
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
  bindToOwnAddress(fd, opened_++);
  check("connect", ::connect(fd, server_.get(), server_.size()),
        server_.toString());
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.ptr = &client;
  check("epoll_ctl", ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event));
}

void Crowd::connect() {
  if (load_.kind == Load::Kind::kChurn) return;
  for (std::size_t first = 0; first < clients_.size(); first += kBatch) {
    const std::size_t end = std::min(first + kBatch, clients_.size());
    for (std::size_t i = first; i < end; ++i) open(clients_[i]);
    for (std::size_t i = first; i < end; ++i) post(clients_[i]);
    try {
      drain();
    } catch (const Refused& refused) {
      throw Refused(fmt::format("{}, with {} clients connected", refused.what(),
                                thousands(end)));
    }
  }
  slow_ = std::span(clients_).last(load_.slow);
}

Work Crowd::pingPong(std::chrono::nanoseconds time) {
  return closedLoop(std::numeric_limits<std::size_t>::max(),
                    Clock::now() + time);
}

Work Crowd::pingPong(std::size_t messages) {
  return closedLoop(messages, Clock::time_point::max());
}

Work Crowd::closedLoop(std::size_t messages, Clock::time_point end) {
  done_ = 0;
  toSend_ = messages;
  end_ = end;
  now_ = lastProgress_ = nextSlowRead_ = Clock::now();
  const auto begin = now_;
  const auto ownBegin = ownProcessorTime();
  for (std::size_t i = 0; i < load_.active && toSend_ > 0; ++i) {
    send(clients_[i]);
  }
  while (outstanding_ > 0 && now_ < end) {
    step(100);
    if (load_.slow > 0 && now_ >= nextSlowRead_) readSlowly();
  }
  toSend_ = 0;
  drain();
  return {done_, now_ - begin, ownProcessorTime() - ownBegin};
}

Latencies Crowd::atRate(unsigned messagesASecond, std::chrono::nanoseconds time,
                        bool spin) {
  Latencies result;
  latencies_ = &result.echo;
  const auto interval = std::chrono::nanoseconds(1s) / messagesASecond;
  const auto begin = now_ = lastProgress_ = nextSlowRead_ = Clock::now();
  std::size_t next = 0;
  for (auto due = begin; due < begin + time;) {
    for (; due <= now_ && due < begin + time; due += interval) {
      Client& client = clients_[next++ % load_.active];
      client.due.push_back(due);
      result.late.push_back(microseconds(Clock::now() - due));
      post(client);
    }
    step(spin ? 0 : 1);
    if (load_.slow > 0 && now_ >= nextSlowRead_) readSlowly();
  }
  drain();
  latencies_ = nullptr;
  return result;
}

// The next message of a closed loop.
void Crowd::send(Client& client) {
  --toSend_;
  if (load_.kind == Load::Kind::kChurn) open(client);
  post(client);
}

// One more message on its way.
void Crowd::post(Client& client) {
  client.unsent += load_.size;
  client.unechoed += load_.size;
  ++outstanding_;
  flush(client);
}

void Crowd::flush(Client& client) {
  while (client.unsent > 0) {
    const ssize_t n = ::send(client.socket.get(), bytes_.data(),
                             std::min(client.unsent, bytes_.size()),
                             MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return;  // EPOLLOUT will come
    if (n < 0) throw Refused(fmt::format("send: {}", std::strerror(errno)));
    client.unsent -= static_cast<std::size_t>(n);
  }
}

// Returns what has come, at most `most` bytes, or 0.
std::size_t Crowd::take(Client& client, std::size_t most) {
  // MSG_TRUNC: TCP drops the bytes instead of copying them; tcp(7).
  const ssize_t n =
      ::recv(client.socket.get(), nullptr, most, MSG_DONTWAIT | MSG_TRUNC);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n <= 0) throw Refused("the server closed a connection");
  const auto received = static_cast<std::size_t>(n);
  if (received > client.unechoed) throw Refused("more came back than was sent");
  client.unechoed -= received;
  return received;
}

void Crowd::receive(Client& client) {
  constexpr std::size_t kMost = 1 << 20;
  const auto messages = [this](std::size_t bytes) {
    return (bytes + load_.size - 1) / load_.size;
  };
  for (std::size_t received = kMost; received == kMost;) {
    const std::size_t before = messages(client.unechoed);
    received = take(client, kMost);
    if (received > 0) lastProgress_ = now_;
    const std::size_t after = messages(client.unechoed);
    for (std::size_t i = after; i < before; ++i) completed(client);
    // Fewer bytes than asked for: there are no more, and an edge will tell.
  }
}

// A slow reader sends as long as it may, and reads a little now and then.
void Crowd::readSlowly() {
  nextSlowRead_ = now_ + kSlowReadInterval;
  for (Client& client : slow_) {
    take(client, kReadSlowly);
    while (client.unsent == 0 && client.unechoed < kSlowReadersOwn) {
      client.unsent = kReadSlowly;
      client.unechoed += kReadSlowly;
      flush(client);
    }
  }
}

bool Crowd::isSlow(const Client& client) const {
  return !slow_.empty() && &client >= &slow_.front();
}

void Crowd::completed(Client& client) {
  --outstanding_;
  ++done_;
  if (load_.kind == Load::Kind::kChurn) client.socket.reset();
  if (latencies_) {
    latencies_->push_back(microseconds(Clock::now() - client.due.front()));
    client.due.pop_front();
  } else if (toSend_ > 0 && now_ < end_) {
    send(client);
  }
}

void Crowd::step(int timeout) {
  std::array<epoll_event, 256> events;
  const int n =
      ::epoll_wait(epoll_.get(), events.data(), int{events.size()}, timeout);
  now_ = Clock::now();
  if (interrupted_()) throw Interrupted();
  if (n < 0 && errno != EINTR) throwErrno("epoll_wait");
  for (int i = 0; i < n; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    Client& client = *static_cast<Client*>(event.data.ptr);
    if (event.events & (EPOLLHUP | EPOLLERR)) {
      throw Refused("the server closed a connection");
    }
    if (!isSlow(client)) receive(client);
    if (client.unsent > 0) flush(client);
  }
  if (now_ - lastProgress_ > kPatience) {
    throw Refused(fmt::format("no answer to {} messages within 5 s",
                              thousands(outstanding_)));
  }
}

void Crowd::drain() {
  now_ = lastProgress_ = Clock::now();
  while (outstanding_ > 0) step(100);
}

}  // namespace oneloop::compare
