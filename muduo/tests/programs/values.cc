// Buffers, addresses, moments and texts, written as muduo's programs are.

#include <muduo/base/StringPiece.h>
#include <muduo/base/Timestamp.h>
#include <muduo/base/Types.h>
#include <muduo/net/Buffer.h>
#include <muduo/net/Callbacks.h>
#include <muduo/net/InetAddress.h>
#include <stdio.h>
#include <stdlib.h>

using namespace muduo;
using namespace muduo::net;

#define EXPECT(condition)                                   \
  if (!(condition)) {                                       \
    printf("%d: %s does not hold\n", __LINE__, #condition); \
    exit(1);                                                \
  }

void passTimestamp(Timestamp now) { EXPECT(now.valid()); }

string textOf(const StringPiece& piece) { return piece.as_string(); }

struct Base : copyable {
  virtual ~Base() = default;
};
struct Derived : Base {};

int main() {
  Buffer buf;
  buf.append(string(200, 'x'));
  EXPECT(buf.readableBytes() == 200);
  EXPECT(buf.writableBytes() == Buffer::kInitialSize - 200);
  EXPECT(buf.prependableBytes() == Buffer::kCheapPrepend);
  EXPECT(buf.retrieveAsString(50) == string(50, 'x'));
  EXPECT(buf.retrieveAllAsString().size() == 150);
  buf.appendInt32(-1);
  buf.appendInt64(7);
  EXPECT(buf.peekInt32() == -1);
  buf.retrieveInt32();
  EXPECT(buf.readInt64() == 7);
  buf.append("GET / HTTP/1.1\r\nHost", 20);
  const char* crlf = buf.findCRLF();
  EXPECT(crlf != NULL && string(buf.peek(), crlf) == "GET / HTTP/1.1");
  buf.retrieveUntil(crlf + 2);
  EXPECT(buf.toStringPiece() == "Host");
  EXPECT(buf.toStringPiece().as_string() == "Host");
  EXPECT(buf.findEOL() == NULL);
  buf.ensureWritableBytes(10);
  memcpy(buf.beginWrite(), "!!", 2);
  buf.hasWritten(2);
  buf.unwrite(1);
  int8_t first = 9;
  buf.prepend(&first, sizeof first);
  EXPECT(buf.readInt8() == 9);
  Buffer other;
  other.swap(buf);
  EXPECT(textOf(other.toStringPiece()) == "Host!");
  other.shrink(0);
  EXPECT(textOf("Host!") == textOf(string("Host!")));

  InetAddress any(1234);
  EXPECT(any.toIp() == string("0.0.0.0") && any.toIpPort() == "0.0.0.0:1234");
  InetAddress address("1.2.3.4", 8888);
  EXPECT(address.port() == 8888 && address.family() == AF_INET);
  EXPECT(address.portNetEndian() == htons(8888));
  InetAddress six("::1", 80, true);
  EXPECT(six.toIpPort() == "[::1]:80");
  InetAddress local;
  EXPECT(InetAddress::resolve("localhost", &local));
  EXPECT(local.toIp() == "127.0.0.1");

  Timestamp now(Timestamp::now());
  passTimestamp(now);
  EXPECT(!Timestamp::invalid().valid());
  Timestamp later = addTime(now, 1.5);
  EXPECT(now < later && timeDifference(later, now) == 1.5);
  EXPECT(Timestamp::fromUnixTime(0).toFormattedString(false) ==
         "19700101 00:00:00");
  EXPECT(Timestamp(1000001).toString() == "1.000001");
  printf("%s %ld\n", now.toFormattedString().c_str(),
         static_cast<long>(now.secondsSinceEpoch()));

  std::shared_ptr<Base> base(new Derived);
  EXPECT(down_cast<Derived*>(get_pointer(base)) != NULL);
  EXPECT(down_pointer_cast<Derived>(base) != NULL);
  EXPECT(implicit_cast<double>(1) == 1.0);
  return 0;
}
