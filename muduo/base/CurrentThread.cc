#include "muduo/base/CurrentThread.h"

#include <cxxabi.h>
#include <execinfo.h>
#include <stdlib.h>

#include <array>
#include <memory>

namespace muduo::CurrentThread {
namespace {

// "./server(_ZN5muduo4Some4workEv+0x12) [0x55]", with the name in C++.
string demangled(const string& call) {
  const size_t begin = call.find('(') + 1;
  const size_t end = call.find('+', begin);
  if (begin == 0 || end == string::npos) return call;
  int failed = 0;
  const std::unique_ptr<char, decltype(&::free)> name(
      abi::__cxa_demangle(call.substr(begin, end - begin).c_str(), nullptr,
                          nullptr, &failed),
      &::free);
  if (failed != 0) return call;
  return call.substr(0, begin) + name.get() + call.substr(end);
}

}  // namespace

string stackTrace(bool demangle) {
  std::array<void*, 200> calls;
  const int size = ::backtrace(calls.data(), static_cast<int>(calls.size()));
  const std::unique_ptr<char*, decltype(&::free)> names(
      ::backtrace_symbols(calls.data(), size), &::free);
  string text;
  // The first is this function itself.
  for (int i = 1; names != nullptr && i < size; ++i) {
    const string call = names.get()[i];
    text += demangle ? demangled(call) : call;
    text += '\n';
  }
  return text;
}

}  // namespace muduo::CurrentThread
