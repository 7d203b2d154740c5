#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A TcpServer is made in thread B, with the loop of B. Others: W is a worker,
/// M is the main thread.

/// 1. setThreadNum(0). In whose thread is the message callback called?
///    "B" or "a new one"
extern const std::string_view kNoThreads;
/// 2. From here on: setThreadNum(3). In whose thread is the connection callback
///    called: that of B's loop, or that of the connection's loop?
///    "B's" or "the connection's"
extern const std::string_view kConnectionCallback;
/// 3. A client sends ten messages, one after the other. How many threads call
///    the message callback for them?
///    "1", "2" or "3"
extern const std::string_view kOneClient;
/// 4. Three loops, four clients, one after the other. With which client does
///    the fourth one share its loop?
///    "first", "third" or "none"
extern const std::string_view kFourthClient;
/// 5. W calls connection->send("hello"). Which thread hands the bytes to the
///    kernel?
///    "W", "B" or "the connection's"
extern const std::string_view kSendOfWorker;
/// 6. M calls server.stop(done). In whose thread is done() called?
///    "M", "B" or "the last connection's"
extern const std::string_view kDone;

}  // namespace oneloop
