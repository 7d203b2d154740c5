#include "common/Fd.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <type_traits>
#include <utility>

namespace oneloop {
namespace {

int newDescriptor() { return ::eventfd(0, EFD_CLOEXEC); }

bool isOpen(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

static_assert(!std::is_copy_constructible_v<Fd>);
static_assert(!std::is_copy_assignable_v<Fd>);
static_assert(std::is_nothrow_move_constructible_v<Fd>);

TEST_CASE("an Fd closes its descriptor at the end of its life") {
  const int number = newDescriptor();
  {
    const Fd fd(number);
    CHECK(fd);
    CHECK(fd.get() == number);
    CHECK(isOpen(number));
  }
  CHECK_FALSE(isOpen(number));
}

TEST_CASE("an empty Fd holds -1 and closes nothing") {
  const Fd fd;
  CHECK_FALSE(fd);
  CHECK(fd.get() == -1);
  const Fd failed(-1);
  CHECK_FALSE(failed);
}

TEST_CASE("a moved Fd leaves nothing behind") {
  Fd one(newDescriptor());
  const int number = one.get();
  const Fd other(std::move(one));
  CHECK(other.get() == number);
  CHECK_FALSE(one);  // NOLINT(bugprone-use-after-move): this is the test
  CHECK(isOpen(number));
}

TEST_CASE("move assignment closes what was held before") {
  Fd one(newDescriptor());
  Fd other(newDescriptor());
  const int kept = one.get();
  const int closed = other.get();
  other = std::move(one);
  CHECK(other.get() == kept);
  CHECK(isOpen(kept));
  CHECK_FALSE(isOpen(closed));
}

TEST_CASE("an Fd survives being assigned to itself") {
  Fd fd(newDescriptor());
  const int number = fd.get();
  Fd& itself = fd;
  fd = std::move(itself);
  CHECK(fd.get() == number);
  CHECK(isOpen(number));
}

TEST_CASE("a released descriptor stays open") {
  Fd fd(newDescriptor());
  const int number = fd.release();
  CHECK_FALSE(fd);
  CHECK(isOpen(number));
  const Fd owner(number);
}

TEST_CASE("reset closes once") {
  Fd fd(newDescriptor());
  const int number = fd.get();
  fd.reset();
  CHECK_FALSE(isOpen(number));

  // The kernel gives the lowest free number to whoever asks next. A second
  // close would close the descriptor of somebody else.
  const Fd somebodyElse(newDescriptor());
  REQUIRE(somebodyElse.get() == number);
  fd.reset();
  CHECK(isOpen(number));
}

TEST_CASE("closing keeps errno") {
  errno = EAGAIN;
  { const Fd fd(newDescriptor()); }
  CHECK(errno == EAGAIN);

  // Even when close itself fails.
  Fd stale(newDescriptor());
  { const Fd thief(stale.get()); }
  errno = EAGAIN;
  stale.reset();
  CHECK(errno == EAGAIN);
}

}  // namespace
}  // namespace oneloop
