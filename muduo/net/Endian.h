#pragma once

#include <endian.h>
#include <stdint.h>

/// Integers to network order, big-endian, and back.
namespace muduo::net::sockets {

inline uint64_t hostToNetwork64(uint64_t value) { return htobe64(value); }
inline uint32_t hostToNetwork32(uint32_t value) { return htobe32(value); }
inline uint16_t hostToNetwork16(uint16_t value) { return htobe16(value); }
inline uint64_t networkToHost64(uint64_t value) { return be64toh(value); }
inline uint32_t networkToHost32(uint32_t value) { return be32toh(value); }
inline uint16_t networkToHost16(uint16_t value) { return be16toh(value); }

}  // namespace muduo::net::sockets
