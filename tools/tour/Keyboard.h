#pragma once

#include <termios.h>

#include <string>

namespace oneloop::tour {

/// Keys from the terminal on stdin, each as it is pressed, without echo.
/// Ctrl-C and Ctrl-Z stay signals. The terminal is as it was at the end.
class Keyboard {
 public:
  Keyboard();
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  /// What has been pressed, one letter a key: 'k' and 'j' also for the arrows
  /// up and down, '\n' for Enter, '\x1b' for Escape. Waits for a key; "" means
  /// that the terminal is gone.
  static std::string read();

  /// The terminal as it was, and back to single keys: around a stop by Ctrl-Z.
  void giveBack() const;
  void takeOver() const;

 private:
  termios before_{};
};

}  // namespace oneloop::tour
