// A Buffer against what it is to be: a string that is read at its front and
// appended to at its back. Each input is a list of calls; after each one both
// must hold the same, and what the model does not have must be refused.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/check.h"
#include "oneloop/Buffer.h"
#include "tools/fuzz/Script.h"
#include "tools/fuzz/expect.h"

namespace oneloop::fuzz {
namespace {

constexpr std::size_t kLongest = 200'000;

/// A pipe that no run leaves bytes in.
class Wire {
 public:
  Wire() { check("pipe", ::pipe(ends_.data())); }
  int reader() const { return ends_[0]; }
  void write(std::string_view bytes) const {
    const ssize_t n = ::write(ends_[1], bytes.data(), bytes.size());
    expect(n == static_cast<ssize_t>(bytes.size()), "the pipe has room");
  }

 private:
  std::array<int, 2> ends_{};
};

template <typename Int>
Int fromNetwork(std::string_view bytes) {
  std::make_unsigned_t<Int> value = 0;
  for (const char byte : bytes.substr(0, sizeof(Int))) {
    value = static_cast<std::make_unsigned_t<Int>>(
        (static_cast<std::uint64_t>(value) << 8) |
        static_cast<unsigned char>(byte));
  }
  return static_cast<Int>(value);
}

template <typename Int>
std::string toNetwork(Int value) {
  std::string bytes;
  for (int shift = 8 * static_cast<int>(sizeof(Int)) - 8; shift >= 0;
       shift -= 8) {
    bytes.push_back(static_cast<char>(value >> shift));
  }
  return bytes;
}

class Run {
 public:
  explicit Run(Script script) : script_(script) {}

  void play() {
    while (!script_.ended()) {
      step();
      compare();
      if (model_.size() > kLongest) {
        buffer_.retrieveAll();
        model_.clear();
      }
    }
  }

 private:
  void step() {
    switch (script_.byte() % 18) {
      case 0:
        return append(script_.bytes(script_.byte()));
      case 1:
        return append(repeated());
      case 2:
        return appendOwn();
      case 3:
        return retrieve();
      case 4:
        return retrieveAsString();
      case 5:
        return retrieveUntil();
      case 6:
        return prepend();
      case 7:
        return writeInPlace();
      case 8:
        return unwrite();
      case 9:
        return find();
      case 10:
        return shrink();
      case 11:
        return copy();
      case 12:
        return move();
      case 13:
        return swap();
      case 14:
        return readFd();
      case 15:
        return integers<std::int64_t>(
            &Buffer::appendInt64, &Buffer::prependInt64, &Buffer::readInt64);
      case 16:
        return integers<std::int32_t>(
            &Buffer::appendInt32, &Buffer::prependInt32, &Buffer::readInt32);
      default:
        return integers<std::int16_t>(
            &Buffer::appendInt16, &Buffer::prependInt16, &Buffer::readInt16);
    }
  }

  std::string repeated() {
    const std::size_t n = script_.number();
    return std::string(n, static_cast<char>(script_.byte()));
  }

  void append(std::string_view bytes) {
    buffer_.append(bytes);
    model_.append(bytes);
  }

  void appendOwn() {
    const std::size_t from = std::min(script_.number(), model_.size());
    const std::size_t n = std::min(script_.number(), model_.size() - from);
    buffer_.append(buffer_.peek() + from, n);
    model_.append(std::string(model_, from, n));
  }

  // Calls what takes n bytes. It must refuse if there are not so many.
  template <typename Call>
  void take(std::size_t n, Call call) {
    const bool refused = throws<std::out_of_range>(call);
    expect(refused == (n > model_.size()), "refuses what is not there, only");
    if (!refused) model_.erase(0, n);
  }

  void retrieve() {
    const std::size_t n = script_.number();
    take(n, [&] { buffer_.retrieve(n); });
  }
  void retrieveAsString() {
    const std::size_t n = script_.number();
    take(n, [&] {
      expect(buffer_.retrieveAsString(n) == model_.substr(0, n),
             "the bytes that were retrieved");
    });
  }
  void retrieveUntil() {
    const char* const end = buffer_.findEOL();
    const std::size_t place = model_.find('\n');
    expect((end == nullptr) == (place == std::string::npos), "an end of line");
    if (end == nullptr) return;
    take(place, [&] { buffer_.retrieveUntil(end); });
  }

  void prepend() {
    const std::string bytes(script_.byte() % 32, 'p');
    const std::size_t room = buffer_.prependableBytes();
    const bool refused = throws<std::out_of_range>(
        [&] { buffer_.prepend(bytes.data(), bytes.size()); });
    expect(refused == (bytes.size() > room), "prepends where there is room");
    if (!refused) model_.insert(0, bytes);
  }

  void writeInPlace() {
    const std::size_t n = script_.number();
    buffer_.ensureWritableBytes(n);
    const std::size_t room = buffer_.writableBytes();
    expect(room >= n, "room was made");
    expect(throws<std::out_of_range>([&] { buffer_.hasWritten(room + 1); }),
           "cannot have written more than there is room for");
    std::fill_n(buffer_.beginWrite(), n, 'w');
    buffer_.hasWritten(n);
    model_.append(n, 'w');
  }

  void unwrite() {
    const std::size_t n = script_.number();
    const bool refused = throws<std::out_of_range>([&] { buffer_.unwrite(n); });
    expect(refused == (n > model_.size()), "takes back what is there, only");
    if (!refused) model_.resize(model_.size() - n);
  }

  void find() {
    // No further than one beyond the end; and nowhere if it has no memory.
    const std::size_t end = buffer_.peek() == nullptr ? 0 : model_.size() + 1;
    const std::size_t from = std::min(script_.number(), end);
    const char* found = nullptr;
    const bool refused = throws<std::out_of_range>(
        [&] { found = buffer_.findCRLF(buffer_.peek() + from); });
    expect(refused == (from > model_.size()), "searches what is there, only");
    if (refused) return;
    const std::size_t place = model_.find("\r\n", from);
    expect(found ==
               (place == std::string::npos ? nullptr : buffer_.peek() + place),
           "finds the first CR LF");
  }

  void shrink() {
    const std::size_t reserve = script_.number();
    buffer_.shrink(reserve);
    expect(buffer_.writableBytes() >= reserve, "the reserve is kept");
    expect(!model_.empty() || reserve > 0 || buffer_.internalCapacity() == 0,
           "an empty buffer can give back all");
  }

  void copy() {
    Buffer other(buffer_);
    expect(other.toStringPiece() == model_, "the copy is equal");
    other.append("more");
    other_ = other;
    otherModel_ = model_ + "more";
  }
  void move() {
    other_ = std::move(buffer_);
    otherModel_ = std::exchange(model_, {});
  }
  void swap() {
    buffer_.swap(other_);
    model_.swap(otherModel_);
  }

  void readFd() {
    static const Wire wire;
    const std::string bytes = repeated();
    if (bytes.empty()) return;
    wire.write(bytes);
    int error = 0;
    const ssize_t n = buffer_.readFd(wire.reader(), &error);
    expect(n == static_cast<ssize_t>(bytes.size()), "reads all in one call");
    model_.append(bytes);
  }

  template <typename Int>
  void integers(void (Buffer::*appendInt)(Int), void (Buffer::*prependInt)(Int),
                Int (Buffer::*readInt)()) {
    const auto value = fromNetwork<Int>(script_.bytes(sizeof(Int)));
    const std::string bytes = toNetwork(value);
    (buffer_.*appendInt)(value);
    model_.append(bytes);
    if (buffer_.prependableBytes() >= sizeof(Int)) {
      (buffer_.*prependInt)(value);
      model_.insert(0, bytes);
    }
    take(sizeof(Int), [&] {
      expect((buffer_.*readInt)() == fromNetwork<Int>(model_), "an integer");
    });
  }

  void compare() const {
    expect(buffer_.readableBytes() == model_.size(), "the number of bytes");
    expect(buffer_.toStringPiece() == model_, "the bytes");
    expect(buffer_.internalCapacity() == 0 || buffer_.prependableBytes() +
                                                      buffer_.readableBytes() +
                                                      buffer_.writableBytes() <=
                                                  buffer_.internalCapacity(),
           "the three parts lie in its memory");
  }

  Script script_;
  Buffer buffer_;
  std::string model_;
  Buffer other_;
  std::string otherModel_;
};

}  // namespace
}  // namespace oneloop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  oneloop::fuzz::Run(oneloop::fuzz::Script(data, size)).play();
  return 0;
}
