#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tracer/StraceLog.h"

/// What strace prints between a call's parentheses, and how it is shown.
namespace oneloop::tracer {

/// Cuts at the commas that are not inside quotes or brackets.
std::vector<std::string> splitArguments(std::string_view text);

/// The descriptor that the call's first argument is, or -1.
int firstDescriptor(const Call& call);

/// What a string of strace stands for: "hi\n" in quotes, with C's escapes.
std::string unescaped(std::string_view quoted);

/// True for the calls that bring bytes: recvfrom, read, readv.
bool receives(const std::string& call);

/// The bytes that the call moved: of recv, send, read, readv and write.
std::optional<std::string> bytesOf(const Call& call);

/// The descriptors in "[3 4 5]", in "[{fd=3, ...}, {fd=4, ...}]", and in
/// epoll's "[{events=EPOLLIN, data={u32=4, u64=4}}]".
std::vector<int> descriptorsIn(std::string_view text);

/// What select or poll asks about; nothing for other calls.
std::vector<int> watchedBy(const Call& call);

/// What select, poll or epoll_wait answered; whose signal sigtimedwait took.
std::vector<int> readyIn(const Call& call);

/// The arguments as they are shown: no addresses in memory, no numbers of
/// threads, nothing that recv and send do not have.
std::string shownArguments(const Call& call);

/// The same while the call sleeps: "…" where its answer will be.
std::string shownArgumentsAtEntry(const Call& call);

/// What the call returned, without numbers that differ from run to run.
std::string shownResult(const Call& call);

/// What the daytime server sends differs from run to run: this shows its form,
/// DAY, MONTH DD, YYYY HH:MM:SS, and the length of that.
void hideTheTime(std::vector<Call>& calls);

/// A program may give epoll a pointer instead of a descriptor, and the pointer
/// comes back with each event. In all such calls this puts the descriptor that
/// it was added for in its place: "data={u32=7, u64=channel}".
void namePointers(std::vector<Call>& calls);

}  // namespace oneloop::tracer
