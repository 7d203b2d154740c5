#pragma once

#include <functional>
#include <memory>
#include <utility>

namespace muduo {

/// Calls a function of an object, or does nothing if the object is gone.
template <typename Class, typename... Args>
class WeakCallback {
 public:
  WeakCallback(const std::weak_ptr<Class>& object,
               const std::function<void(Class*, Args...)>& function)
      : object_(object), function_(function) {}

  void operator()(Args... args) const {
    if (const std::shared_ptr<Class> object = object_.lock()) {
      function_(object.get(), std::forward<Args>(args)...);
    }
  }

 private:
  std::weak_ptr<Class> object_;
  std::function<void(Class*, Args...)> function_;
};

template <typename Class, typename... Args>
WeakCallback<Class, Args...> makeWeakCallback(
    const std::shared_ptr<Class>& object, void (Class::*function)(Args...)) {
  return {object, function};
}
template <typename Class, typename... Args>
WeakCallback<Class, Args...> makeWeakCallback(
    const std::shared_ptr<Class>& object,
    void (Class::*function)(Args...) const) {
  return {object, function};
}

}  // namespace muduo
