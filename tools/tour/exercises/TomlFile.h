#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

/// A TOML file of the book, read once. Whatever is wrong in it becomes a
/// std::runtime_error of one line, "exercises/order.toml:12: 'order' must be a
/// list of texts". A key may lead into a table: "fails.test".
class TomlFile {
 public:
  /// Reads `file`, which is relative to `root`.
  TomlFile(const std::filesystem::path& root,
           const std::filesystem::path& file);
  ~TomlFile();

  /// A text that is not empty.
  std::string text(std::string_view key) const;
  /// A list of texts; it may be empty.
  std::vector<std::string> texts(std::string_view key) const;
  int number(std::string_view key, int least, int most) const;

  /// Throws if it holds a key that is none of these, and names the nearest.
  void allowOnly(const std::vector<std::string>& keys) const;

  /// Throws: `what`, at the line of `key`.
  [[noreturn]] void fail(std::string_view key, std::string_view what) const;

 private:
  struct Table;  // keeps the parsing library out of this header
  std::string file_;
  std::unique_ptr<const Table> table_;
};

}  // namespace oneloop::tour
