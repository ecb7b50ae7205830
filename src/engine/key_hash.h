// A hash of short keys for tables in memory: 16 bytes at a time, multiplied and folded (the scheme of wyhash
// and of abseil's low-level hash), in a header so that it is part of the caller's loop. Not for files;
// differs from process to process.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::engine {

inline uint64_t hash_fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hash_key(uint64_t seed, std::string_view key) {
  constexpr uint64_t kFirst = 0xa0761d6478bd642full, kSecond = 0xe7037ed1a0b428dbull;
  static const char start = 0;  // its address is the process's own secret
  auto load = [](const char* p) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    return word;
  };
  const char* p = key.data();
  size_t left = key.size();
  uint64_t hash = seed ^ reinterpret_cast<uintptr_t>(&start);
  for (; left > 16; p += 16, left -= 16) hash = hash_fold(load(p) ^ kFirst, load(p + 8) ^ hash);
  uint64_t a = 0, b = 0;
  if (left >= 8) {  // the two words may overlap
    a = load(p);
    b = load(p + left - 8);
  } else if (left > 0) {
    std::memcpy(&a, p, left);
  }
  return hash_fold(a ^ kFirst, b ^ hash ^ key.size() ^ kSecond);
}

}  // namespace sluice::engine
