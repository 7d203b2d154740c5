#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A client sends "one", "two" and "three", with a send for each. All of it
/// has arrived when the server calls recv, with room for 100 bytes.
/// 1. What does the first recv return?  "3", "11" or "100"
extern const std::string_view kThreeSends;
/// A client sends "0123456789" with one send. The server has room for 4 bytes.
/// 2. What does the first recv return?  "4" or "10"
extern const std::string_view kSmallRoom;
/// 3. And the second one, with room for 100 bytes?
///    "0": the rest of the message is lost, "6", or "EAGAIN"
extern const std::string_view kTheRest;

/// A Buffer with 1,024 bytes of room gets 1,000 bytes; 900 are retrieved.
/// 4. How many bytes of room does writableBytes() report now?
///    "24", "924" or "1024"
extern const std::string_view kRoom;
/// 5. Then 500 bytes are appended. Does it allocate memory?  "yes" or "no"
extern const std::string_view kAllocates;
/// 6. A Buffer holds the 3 bytes "abc". What does readInt32() do?
///    "throws", "waits" or "returns" (a number, with a byte of something else)
extern const std::string_view kThreeOfFour;

}  // namespace oneloop
