// Slow work and a server: in its loops, or in workers.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

/// Two files in a folder of their own. Whoever reads the slow one, a FIFO,
/// sleeps until somebody has written it.
class Files {
 public:
  Files() {
    std::ofstream(quick) << "to be or not to be\n";
    check("mkfifo", ::mkfifo(slow.c_str(), 0600));
  }
  ~Files() {
    ::unlink(quick.c_str());
    ::unlink(slow.c_str());
    ::rmdir(folder_.c_str());
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  // Sleeps until somebody has opened it for reading.
  void writeSlow() const { std::ofstream(slow) << "at last\n"; }

 private:
  static std::string makeFolder() {
    std::string name = "/tmp/oneloop-words-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throwErrno("mkdtemp", name);
    return name;
  }

  const std::string folder_ = makeFolder();

 public:
  const std::string quick = folder_ + "/quick";
  const std::string slow = folder_ + "/slow";
};

std::string answer(const Fd& client, const std::string& expected) {
  return receiveExactly(client.get(), expected.size());
}

TEST_CASE("word_count counts, also names that come in pieces") {
  const Files files;
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--threads", "2"});
  const Fd client = connectTo(server.address());
  const std::string six = files.quick + ": 6 words\n";
  sendAll(client.get(), files.quick + "\n" + files.quick.substr(0, 5));
  CHECK(answer(client, six) == six);
  sendAll(client.get(), files.quick.substr(5) + "\n/none\n");
  std::string both = answer(client, six + "/none: cannot be read\n");
  // Two workers: whoever is ready first answers first.
  CHECK(both.find(six) != std::string::npos);
  CHECK(both.find("/none: cannot be read\n") != std::string::npos);
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("with workers a slow file holds up nobody else") {
  const Files files;
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "2"});
  const Fd a = connectTo(server.address());
  const Fd b = connectTo(server.address());
  const std::string six = files.quick + ": 6 words\n";
  const std::string two = files.slow + ": 2 words\n";
  sendAll(a.get(), files.slow + "\n");
  for (int i = 0; i < 100; ++i) {
    sendAll(b.get(), files.quick + "\n");
    CHECK(answer(b, six) == six);
  }
  CHECK(unread(a.get()) == 0);
  files.writeSlow();
  CHECK(answer(a, two) == two);
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("a slow file in the loop's thread holds up everybody") {
  const Files files;
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "0"});
  const Fd a = connectTo(server.address());
  const Fd b = connectTo(server.address());
  const std::string six = files.quick + ": 6 words\n";
  const std::string two = files.slow + ": 2 words\n";
  sendAll(a.get(), files.slow + "\n");
  server.waitUntilAsleepIn({"openat"});
  sendAll(b.get(), files.quick + "\n");
  CHECK(pollFor(b.get(), POLLIN, std::chrono::milliseconds(50)) == 0);
  files.writeSlow();
  CHECK(answer(a, two) == two);
  CHECK(answer(b, six) == six);
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("a name that does not end closes the connection, with a word") {
  ServerProcess server({ONELOOP_PROGRAM("word_count")});
  const Fd client = connectTo(server.address());
  sendAll(client.get(), std::string(4'097, 'x'));
  const std::string word = "the name is too long\n";
  CHECK(answer(client, word) == word);
  char byte = 0;
  CHECK(::recv(client.get(), &byte, 1, 0) == 0);
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("when a thousand names wait for a worker, the answer is busy") {
  const Files files;
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "1"});
  const Fd client = connectTo(server.address());
  sendAll(client.get(), files.slow + "\n");
  const std::string busy = files.quick + ": busy\n";
  std::string names;
  for (int i = 0; i < 1'001; ++i) names += files.quick + "\n";
  sendAll(client.get(), names);
  std::string answers = answer(client, busy);
  CHECK(answers == busy);
  files.writeSlow();
  const std::string two = files.slow + ": 2 words\n";
  while (answers.find(two) == std::string::npos) {
    answers += receiveExactly(client.get(), 1);
  }
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("a client that ends its half gets no answer that is not there yet") {
  const Files files;
  {
    ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "1"});
    const Fd client = connectTo(server.address());
    sendAll(client.get(), files.slow + "\n");
    ::shutdown(client.get(), SHUT_WR);
    char byte = 0;
    CHECK(::recv(client.get(), &byte, 1, 0) == 0);
    files.writeSlow();
    CHECK(server.stop() == ExitStatus{0, 0});
  }
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "0"});
  const Fd client = connectTo(server.address());
  sendAll(client.get(), files.quick + "\n");
  ::shutdown(client.get(), SHUT_WR);
  const std::string six = files.quick + ": 6 words\n";
  CHECK(answer(client, six) == six);
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("an answer for a client that has left is thrown away") {
  const Files files;
  ServerProcess server({ONELOOP_PROGRAM("word_count"), "--workers", "2"});
  {
    const Fd gone = connectTo(server.address());
    sendAll(gone.get(), files.slow + "\n");
    resetOnClose(gone.get());
    waitUntilDelivered(gone.get());
  }
  const Fd client = connectTo(server.address());
  const std::string six = files.quick + ": 6 words\n";
  sendAll(client.get(), files.quick + "\n");
  CHECK(answer(client, six) == six);
  files.writeSlow();
  sendAll(client.get(), files.quick + "\n");
  CHECK(answer(client, six) == six);
  CHECK(server.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
