#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpClient.h"
#include "oneloop/TcpConnection.h"

namespace oneloop::soak {

/// What a client does to the server.
enum class Habit {
  kAskAndWait,  // sends a piece, waits for its echo, sends the next
  kReset,       // closes while the echo is on its way: the kernel resets
  kVanish,      // is destroyed at any moment
  kHalfClose,   // sends all, ends its half, and reads until the end
  kReadSlowly,  // the same, and stops reading again and again
};

/// One client, which checks each byte that comes back. It lives in its loop's
/// thread.
class SoakClient {
 public:
  /// `done` is called once, and may not destroy it at once.
  SoakClient(EventLoop* loop, const InetAddress& server, Habit habit,
             std::uint32_t seed, std::function<void()> done);

  std::size_t received() const { return received_; }
  /// Bytes were wrong.
  bool wrong() const { return wrong_; }
  /// The end came too early. Not for those who leave early themselves.
  bool truncated() const { return truncated_; }

 private:
  void begin(const TcpConnectionPtr& connection);
  void check(std::string_view bytes);
  void goOn(const TcpConnectionPtr& connection);
  void finish();
  std::string pattern(std::size_t from, std::size_t n) const;
  int random(int least, int most);

  EventLoop* const loop_;
  const Habit habit_;
  const std::uint32_t seed_;
  std::minstd_rand random_;
  const std::size_t total_;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  bool wrong_ = false;
  bool truncated_ = false;
  std::function<void()> done_;
  TcpClient client_;
};

inline SoakClient::SoakClient(EventLoop* loop, const InetAddress& server,
                              Habit habit, std::uint32_t seed,
                              std::function<void()> done)
    : loop_(loop),
      habit_(habit),
      seed_(seed),
      random_(seed * 2'654'435'761U),  // neighbours differ much
      total_(static_cast<std::size_t>(random(1, 300'000))),
      done_(std::move(done)),
      client_(loop, server, "soak") {
  client_.setRetryDelay(0.001, 0.01);
  client_.setConnectFailureCallback([](int) {});
  client_.setConnectionCallback([this](const TcpConnectionPtr& connection) {
    if (connection->connected()) {
      begin(connection);
    } else {
      finish();
    }
  });
  client_.setMessageCallback(
      [this](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
        check(buffer->toStringPiece());
        buffer->retrieveAll();
        goOn(connection);
      });
  client_.connect();
}

inline void SoakClient::begin(const TcpConnectionPtr& connection) {
  const bool all = habit_ == Habit::kHalfClose || habit_ == Habit::kReadSlowly;
  const auto piece = static_cast<std::size_t>(random(1, 20'000));
  const std::size_t n = all ? total_ : std::min(piece, total_ - sent_);
  connection->send(pattern(sent_, n));
  sent_ += n;
  if (all) connection->shutdown();
}

inline void SoakClient::check(std::string_view bytes) {
  if (bytes != pattern(received_, bytes.size())) wrong_ = true;
  received_ += bytes.size();
}

inline void SoakClient::goOn(const TcpConnectionPtr& connection) {
  if (habit_ == Habit::kReset) {
    connection->forceClose();
  } else if (habit_ == Habit::kReadSlowly) {
    connection->stopRead();
    loop_->runAfter(random(0, 2) / 1'000.0, [weak = std::weak_ptr(connection)] {
      if (const auto self = weak.lock()) self->startRead();
    });
  } else if (received_ == total_) {
    client_.disconnect();
  } else if (received_ == sent_) {
    begin(connection);
  }
}

inline void SoakClient::finish() {
  const bool early = habit_ == Habit::kReset || habit_ == Habit::kVanish;
  truncated_ = !early && received_ != total_;
  if (done_) std::exchange(done_, {})();
}

// Another one for each session, and not the same after 256 bytes.
inline std::string SoakClient::pattern(std::size_t from, std::size_t n) const {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t at = from + i;
    bytes[i] = static_cast<char>(at * 7 + (at >> 8) * 13 + seed_);
  }
  return bytes;
}

inline int SoakClient::random(int least, int most) {
  return std::uniform_int_distribution(least, most)(random_);
}

}  // namespace oneloop::soak
