#pragma once

namespace muduo {

/// A base class that says: this is a value.
class copyable {
 protected:
  copyable() = default;
  ~copyable() = default;
};

}  // namespace muduo
