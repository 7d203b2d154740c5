// Lines of the log, written as muduo's programs write them.

#include <errno.h>
#include <muduo/base/Logging.h>
#include <stdio.h>
#include <string.h>

#include <atomic>

using namespace muduo;

enum Colour { kRed, kGreen };

int evaluated = 0;
int evaluate() { return ++evaluated; }

void output(const char* line, int length) {
  fwrite(line, 1, static_cast<size_t>(length), stderr);
}

int main(int argc, char* argv[]) {
  if (argc > 1 && strcmp(argv[1], "fatal") == 0) LOG_FATAL << "the end";
  if (argc > 1 && strcmp(argv[1], "output") == 0) Logger::setOutput(output);

  LOG_TRACE << "trace " << evaluate();
  LOG_DEBUG << "debug " << evaluate();
  LOG_INFO << "info " << evaluate();
  LOG_WARN << "warn " << evaluate();
  if (evaluated > 100)
    LOG_ERROR << "many";
  else
    LOG_ERROR << "error " << evaluate();
  errno = ENOENT;
  LOG_SYSERR << "open";

  const Logger::LogLevel before = Logger::logLevel();
  Logger::setLogLevel(Logger::FATAL);
  LOG_ERROR << "not written " << evaluate();
  Logger::setLogLevel(before);

  string text = "text";
  const char* null = NULL;
  LOG_WARN << 'c' << 1 << -2L << 3u << 4ull << true << 0.5 << 1.25f << text
           << StringPiece("piece") << null << Fmt("%03d", 7)
           << static_cast<const void*>(NULL);
  const std::atomic<int> atomic(42);
  LOG_WARN << kGreen << ' ' << atomic << ' ' << static_cast<short>(-3) << ' '
           << static_cast<unsigned char>(200);
  LOG_WARN << formatSI(999) << ' ' << formatSI(123456) << ' '
           << formatIEC(1536);
  CHECK_NOTNULL(&text)->append("!");
  fflush(stdout);
  printf("evaluated %d\n", evaluated);
}
