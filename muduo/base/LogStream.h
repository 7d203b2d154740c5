#pragma once

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <string>
#include <type_traits>

#include "muduo/base/StringPiece.h"
#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"

namespace muduo {

/// What a line of the log is put together in. Not thread-safe.
class LogStream : noncopyable {
 public:
  /// Bytes, with a few methods of muduo's FixedBuffer.
  class Buffer {
   public:
    void append(const char* bytes, size_t length) {
      text_.append(bytes, length);
    }
    const char* data() const { return text_.data(); }
    int length() const { return static_cast<int>(text_.size()); }
    string toString() const { return text_; }
    StringPiece toStringPiece() const { return text_; }
    void reset() { text_.clear(); }

   private:
    string text_;
  };

  LogStream& operator<<(bool value) { return *this << (value ? '1' : '0'); }
  LogStream& operator<<(char value) {
    append(&value, 1);
    return *this;
  }
  // One for each type, no template: what converts to a number is written, too.
  LogStream& operator<<(short value) { return number(value); }
  LogStream& operator<<(unsigned short value) { return number(value); }
  LogStream& operator<<(int value) { return number(value); }
  LogStream& operator<<(unsigned int value) { return number(value); }
  LogStream& operator<<(long value) { return number(value); }
  LogStream& operator<<(unsigned long value) { return number(value); }
  LogStream& operator<<(long long value) { return number(value); }
  LogStream& operator<<(unsigned long long value) { return number(value); }
  /// Twelve digits: "0.1"
  LogStream& operator<<(double value);
  LogStream& operator<<(float value) {
    return *this << static_cast<double>(value);
  }
  /// "0x7F00"
  LogStream& operator<<(const void* pointer);

  LogStream& operator<<(const char* text) {
    return *this << StringPiece(text == nullptr ? "(null)" : text);
  }
  LogStream& operator<<(const unsigned char* text) {
    return *this << reinterpret_cast<const char*>(text);
  }
  LogStream& operator<<(const string& text) {
    return *this << StringPiece(text);
  }
  LogStream& operator<<(const StringPiece& text) {
    append(text.data(), text.size());
    return *this;
  }
  LogStream& operator<<(const Buffer& bytes) {
    return *this << bytes.toStringPiece();
  }

  void append(const char* bytes, size_t length) {
    buffer_.append(bytes, length);
  }
  const Buffer& buffer() const { return buffer_; }
  void resetBuffer() { buffer_.reset(); }

 private:
  template <typename Int>
  LogStream& number(Int value) {
    return *this << std::to_string(value);
  }

  Buffer buffer_;
};

/// One number, as printf prints it: LOG_INFO << Fmt("%.2f", 0.5).
class Fmt {
 public:
  template <typename T>
  Fmt(const char* format, T value) {
    static_assert(std::is_arithmetic_v<T>, "Fmt prints numbers only");
    length_ = snprintf(text_, sizeof text_, format, value);
    assert(length_ < static_cast<int>(sizeof text_));
  }

  const char* data() const { return text_; }
  int length() const { return length_; }

 private:
  char text_[32];
  int length_;
};

inline LogStream& operator<<(LogStream& stream, const Fmt& number) {
  stream.append(number.data(), static_cast<size_t>(number.length()));
  return stream;
}

/// "1.23M", of 1000; "1.21Mi", of 1024. At most five and six characters.
string formatSI(int64_t number);
string formatIEC(int64_t number);

}  // namespace muduo
