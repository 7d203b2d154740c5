// A program that uses the installed library by its own name.

#include <oneloop/EventLoop.h>
#include <oneloop/InetAddress.h>
#include <oneloop/TcpServer.h>

#include <cstdio>

int main() {
  oneloop::EventLoop loop;
  oneloop::TcpServer server(&loop, oneloop::InetAddress("127.0.0.1", 0), "s");
  server.setThreadNum(2);
  server.start();
  loop.runAfter(0.01, [&] { server.stop([&] { loop.quit(); }); });
  loop.loop();
  std::printf("oneloop " VERSION " served on %s\n", server.ipPort().c_str());
}
