#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <new>

namespace oneloop::testing {

/// An array that ends where the memory of the process ends: a page behind it
/// may not be touched. It shows how much of it a system call reads or writes:
/// a call that goes beyond its end fails with EFAULT.
///
/// For plain types of the kernel's interface. Not copyable.
template <typename T>
class GuardedArray {
 public:
  /// `n` elements, all zero.
  explicit GuardedArray(std::size_t n) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t usable = (n * sizeof(T) + page - 1) / page * page;
    size_ = usable + page;
    memory_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    auto* const end = static_cast<std::byte*>(memory_) + usable;
    ::mprotect(end, page, PROT_NONE);
    data_ = reinterpret_cast<T*>(end - n * sizeof(T));
  }
  ~GuardedArray() { ::munmap(memory_, size_); }
  GuardedArray(const GuardedArray&) = delete;
  GuardedArray& operator=(const GuardedArray&) = delete;

  T* data() { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }

 private:
  std::size_t size_ = 0;
  void* memory_ = nullptr;
  T* data_ = nullptr;
};

}  // namespace oneloop::testing
