#pragma once

#include <stdint.h>
#include <sys/types.h>

#include <memory>

#include "muduo/base/StringPiece.h"
#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"

namespace muduo::FileUtil {

/// A file that is read once: of /proc, of a configuration. Not thread-safe.
/// What fails is returned as errno, and 0 means that all went well.
class ReadSmallFile : noncopyable {
 public:
  static const int kBufferSize = 64 * 1024;

  ReadSmallFile(StringArg filename);
  ~ReadSmallFile();

  /// Up to `maxSize` bytes into *content; and, where a pointer is given, the
  /// size, and the seconds since 1970 when content and inode last changed.
  template <typename String>
  int readToString(int maxSize, String* content, int64_t* fileSize,
                   int64_t* modifyTime, int64_t* createTime) {
    string bytes;
    const int error =
        readAll(maxSize, &bytes, fileSize, modifyTime, createTime);
    content->assign(bytes.data(), bytes.size());
    return error;
  }

  /// Up to kBufferSize - 1 bytes into buffer(), and a '\0' behind them.
  int readToBuffer(int* size);
  const char* buffer() const { return buffer_.get(); }

 private:
  int readAll(int maxSize, string* content, int64_t* fileSize,
              int64_t* modifyTime, int64_t* createTime) const;

  const int fd_;
  const int openError_;
  std::unique_ptr<char[]> buffer_;
};

template <typename String>
int readFile(StringArg filename, int maxSize, String* content,
             int64_t* fileSize = nullptr, int64_t* modifyTime = nullptr,
             int64_t* createTime = nullptr) {
  return ReadSmallFile(filename).readToString(maxSize, content, fileSize,
                                              modifyTime, createTime);
}

/// A file that grows at its end, through 64 KiB of memory. Not thread-safe.
class AppendFile : noncopyable {
 public:
  /// Throws std::system_error if it cannot be opened.
  explicit AppendFile(StringArg filename);
  ~AppendFile();

  /// What the disk does not take is said on stderr: a log must not end the
  /// program that it tells about.
  void append(const char* bytes, size_t length);
  void flush();
  off_t writtenBytes() const { return written_; }

 private:
  FILE* const file_;
  off_t written_ = 0;
};

}  // namespace muduo::FileUtil
