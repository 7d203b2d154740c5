#pragma once

#include <cstddef>
#include <string>

#include "tools/tracer/Trace.h"
#include "tools/tracer/World.h"

namespace oneloop::tracer {

/// Writes the note of each step: who waits, where, for what.
void addNotes(Trace& trace);

/// The note of one step; `world` is as it was before it.
std::string clientNote(const Trace& trace, std::size_t i, const World& world);
std::string serverNote(const Trace& trace, std::size_t i, const World& world);
/// For io_uring: its system calls, and its operations, which are none.
std::string ringNote(const Trace& trace, std::size_t i, const World& world);
/// For POSIX AIO: what the threads of glibc do, and how they tell of it.
std::string aioNote(const Step& step, const World& world);
/// For the calls of a server that never wait: socket, epoll_ctl and so on.
std::string setUpNote(const Step& step, const World& world);

}  // namespace oneloop::tracer
