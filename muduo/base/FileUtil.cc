#include "muduo/base/FileUtil.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "common/check.h"
#include "muduo/base/Logging.h"

namespace muduo::FileUtil {

ReadSmallFile::ReadSmallFile(StringArg filename)
    : fd_(::open(filename.c_str(), O_RDONLY | O_CLOEXEC)),
      openError_(fd_ == -1 ? errno : 0),
      buffer_(std::make_unique<char[]>(kBufferSize)) {}

ReadSmallFile::~ReadSmallFile() {
  if (fd_ != -1) ::close(fd_);
}

int ReadSmallFile::readToBuffer(int* size) {
  if (openError_ != 0) return openError_;
  const ssize_t n = ::pread(fd_, buffer_.get(), kBufferSize - 1, 0);
  if (n == -1) return errno;
  buffer_[static_cast<size_t>(n)] = '\0';
  if (size != nullptr) *size = static_cast<int>(n);
  return 0;
}

int ReadSmallFile::readAll(int maxSize, string* content, int64_t* fileSize,
                           int64_t* modifyTime, int64_t* createTime) const {
  if (openError_ != 0) return openError_;
  struct stat status;
  if (::fstat(fd_, &status) == -1) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (fileSize != nullptr) *fileSize = status.st_size;
  if (modifyTime != nullptr) *modifyTime = status.st_mtime;
  if (createTime != nullptr) *createTime = status.st_ctime;

  // The size says nothing about a file of /proc: it is 0.
  const auto most = static_cast<size_t>(std::max(maxSize, 0));
  char bytes[kBufferSize];
  while (content->size() < most) {
    const size_t wanted = std::min(sizeof bytes, most - content->size());
    const ssize_t n = ::read(fd_, bytes, wanted);
    if (n == -1) return errno;
    if (n == 0) break;
    content->append(bytes, static_cast<size_t>(n));
  }
  return 0;
}

AppendFile::AppendFile(StringArg filename)
    : file_(::fopen(filename.c_str(), "ae")) {
  if (file_ == nullptr) oneloop::throwErrno("fopen", filename.c_str());
  ::setvbuf(file_, nullptr, _IOFBF, ReadSmallFile::kBufferSize);
}

AppendFile::~AppendFile() { ::fclose(file_); }

void AppendFile::append(const char* bytes, size_t length) {
  const size_t n = ::fwrite_unlocked(bytes, 1, length, file_);
  written_ += static_cast<off_t>(n);
  if (n == length) return;
  fprintf(stderr, "AppendFile::append: %s\n", strerror_tl(errno));
  ::clearerr(file_);
}

void AppendFile::flush() {
  if (::fflush(file_) == 0) return;
  fprintf(stderr, "AppendFile::flush: %s\n", strerror_tl(errno));
  ::clearerr(file_);
}

}  // namespace muduo::FileUtil
