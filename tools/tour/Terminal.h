#pragma once

#include <string>
#include <string_view>

namespace oneloop::tour {

/// What stdout and stderr lead to, and so what may be written there.
///
/// Colours: only if stdout is a terminal, NO_COLOR is not set and TERM is not
/// "dumb". Progress: one line on stderr that is written again and again, only
/// if stderr is a terminal. Otherwise everything is plain text.
class Terminal {
 public:
  Terminal();

  bool outputIsTerminal() const { return output_; }
  bool hasColours() const { return colours_; }

  std::string heading(std::string_view text) const;
  std::string command(std::string_view text) const;
  std::string faint(std::string_view text) const;
  std::string good(std::string_view text) const;
  std::string bad(std::string_view text) const;

  /// Shows `text` in place of the progress shown before.
  void progress(std::string_view text) const;
  /// Takes the progress line away.
  void clearProgress() const;

 private:
  bool output_;
  bool colours_;
  bool progress_;
};

}  // namespace oneloop::tour
