#include "muduo/base/LogStream.h"

#include <fmt/format.h>

#include <string_view>

namespace muduo {
namespace {

// Three digits at least, and a unit, the least that fits.
string withUnit(double number, double base, const char* suffix,
                std::string_view units) {
  size_t unit = 0;
  // 999.5 would be printed as 1000.
  while (number >= base - 0.5 && unit < units.size()) {
    number /= base;
    ++unit;
  }
  const int digits = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}{}{}", number, digits, units[unit - 1], suffix);
}

}  // namespace

LogStream& LogStream::operator<<(double value) {
  return *this << fmt::format("{:.12g}", value);
}

LogStream& LogStream::operator<<(const void* pointer) {
  return *this << fmt::format("0x{:X}", reinterpret_cast<uintptr_t>(pointer));
}

string formatSI(int64_t number) {
  if (number < 1000) return std::to_string(number);
  return withUnit(static_cast<double>(number), 1000, "", "kMGTPE");
}

string formatIEC(int64_t number) {
  if (number < 1024) return std::to_string(number);
  return withUnit(static_cast<double>(number), 1024, "i", "KMGTPE");
}

}  // namespace muduo
