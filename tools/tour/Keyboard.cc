#include "tools/tour/Keyboard.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "common/check.h"

namespace oneloop::tour {
namespace {

// An arrow is three letters: Escape, '[' (or 'O'), and 'A' to 'D'.
char keyAt(std::string_view& text) {
  if (text.size() >= 3 && text[0] == '\x1b' &&
      (text[1] == '[' || text[1] == 'O')) {
    const char arrow = text[2];
    text.remove_prefix(3);
    return arrow == 'A' ? 'k' : arrow == 'B' ? 'j' : '\0';
  }
  const char key = text[0] == '\r' ? '\n' : text[0];
  text.remove_prefix(1);
  return key;
}

}  // namespace

Keyboard::Keyboard() {
  check("tcgetattr", ::tcgetattr(STDIN_FILENO, &before_), "stdin");
  takeOver();
}

Keyboard::~Keyboard() { giveBack(); }

std::string Keyboard::read() {
  std::array<char, 256> buffer{};
  ssize_t n = 0;
  do {
    n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return {};
  std::string keys;
  std::string_view text(buffer.data(), static_cast<std::size_t>(n));
  while (!text.empty()) keys += keyAt(text);
  return keys;
}

void Keyboard::giveBack() const {
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

void Keyboard::takeOver() const {
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

}  // namespace oneloop::tour
