#include "oneloop/Channel.h"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <array>
#include <string_view>

#include "common/log.h"
#include "oneloop/EventLoop.h"

namespace oneloop {
namespace {

// The channel speaks poll's language to both.
static_assert(EPOLLIN == POLLIN && EPOLLPRI == POLLPRI && EPOLLOUT == POLLOUT &&
              EPOLLERR == POLLERR && EPOLLHUP == POLLHUP &&
              EPOLLRDHUP == POLLRDHUP);

std::string toString(int fd, int events) {
  struct Name {
    int bit;
    std::string_view text;
  };
  constexpr std::array kNames{
      Name{POLLIN, " IN"},     Name{POLLPRI, " PRI"},     Name{POLLOUT, " OUT"},
      Name{POLLHUP, " HUP"},   Name{POLLRDHUP, " RDHUP"}, Name{POLLERR, " ERR"},
      Name{POLLNVAL, " NVAL"},
  };
  std::string text = fmt::format("{}:", fd);
  for (const Name& name : kNames) {
    if ((events & name.bit) != 0) text += name.text;
  }
  return text;
}

}  // namespace

/// One event on its way through the callbacks. It lives on the stack, so it is
/// there to ask when a callback has destroyed the channel.
class Channel::Visit {
 public:
  explicit Visit(Channel& channel) noexcept : channel_(&channel) {
    channel.visit_ = this;
  }
  ~Visit() { end(); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  bool goesOn() const noexcept { return channel_ != nullptr; }

  void end() noexcept {
    if (channel_ != nullptr) channel_->visit_ = nullptr;
    channel_ = nullptr;
  }

 private:
  Channel* channel_;
};

Channel::~Channel() { remove(); }

void Channel::setReadCallback(ReadEventCallback callback) {
  readCallback_ = std::move(callback);
}

void Channel::setWriteCallback(EventCallback callback) {
  writeCallback_ = std::move(callback);
}

void Channel::setCloseCallback(EventCallback callback) {
  closeCallback_ = std::move(callback);
}

void Channel::setErrorCallback(EventCallback callback) {
  errorCallback_ = std::move(callback);
}

void Channel::tie(const std::shared_ptr<void>& owner) {
  tie_ = owner;
  tied_ = true;
}

void Channel::waitFor(int events) {
  if (events == events_) return;
  const int before = std::exchange(events_, events);
  try {
    loop_->updateChannel(this);
  } catch (...) {
    events_ = before;  // the kernel has refused: nothing has changed
    throw;
  }
  added_ = true;
}

void Channel::remove() {
  if (visit_ != nullptr) visit_->end();
  events_ = kNoneEvent;
  if (std::exchange(added_, false)) loop_->removeChannel(this);
}

void Channel::handleEvent(Timestamp receiveTime) {
  if (!tied_) return dispatch(receiveTime);
  const std::shared_ptr<void> owner = tie_.lock();
  if (owner != nullptr) dispatch(receiveTime);
}

void Channel::dispatch(Timestamp receiveTime) {
  Visit visit(*this);
  const int revents = revents_;
  if ((revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) dispatchEnd(visit);
  // An earlier callback may have disabled what was reported, or removed us.
  if ((revents & (POLLIN | POLLRDHUP)) != 0 && visit.goesOn() && isReading()) {
    if (readCallback_) readCallback_(receiveTime);
  }
  if ((revents & POLLOUT) != 0 && visit.goesOn() && isWriting()) [[unlikely]] {
    if (writeCallback_) writeCallback_();
  }
}

// POLLHUP, POLLERR, POLLNVAL: reported without being asked for.
void Channel::dispatchEnd(const Visit& visit) {
  const int revents = revents_;
  // The peer has hung up: this is the end.
  if ((revents & POLLHUP) != 0) {
    if (logHup_) log(reventsToString());
    if (closeCallback_) closeCallback_();
  }
  if (visit.goesOn() && (revents & (POLLERR | POLLNVAL)) != 0) {
    if (errorCallback_) errorCallback_();
  }
}

std::string Channel::eventsToString() const { return toString(fd_, events_); }

std::string Channel::reventsToString() const { return toString(fd_, revents_); }

}  // namespace oneloop
