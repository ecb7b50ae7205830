// Randomness that is the same everywhere: splitmix64 with our own distributions (those of <random> differ
// between standard libraries) and integer arithmetic only. Pure; no state outside the object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sluice::sample {

// A well mixed value of one, two or more numbers: seeds of things are mix(seed of the owner, number of the
// thing).
constexpr uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}
template <class... More>
constexpr uint64_t mix(uint64_t first, uint64_t second, More... more) {
  if constexpr (sizeof...(more) == 0) {
    return mix(mix(first) ^ second);
  } else {
    return mix(mix(mix(first) ^ second), static_cast<uint64_t>(more)...);
  }
}

class Random {
 public:
  explicit constexpr Random(uint64_t seed) : state_(seed) {}
  constexpr uint64_t next() {
    const uint64_t value = mix(state_);
    state_ += 0x9e3779b97f4a7c15ULL;
    return value;
  }
  // 0 <= result < n; n > 0.
  constexpr uint32_t below(uint32_t n) { return static_cast<uint32_t>(((next() >> 32) * n) >> 32); }
  // low <= result <= high.
  constexpr int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint32_t>(high - low + 1)));
  }
  constexpr bool percent(uint32_t p) { return below(100) < p; }
  constexpr bool one_in(uint32_t n) { return below(n) == 0; }
  template <class T, size_t N>
  constexpr const T& pick(const std::array<T, N>& all) {
    return all[below(static_cast<uint32_t>(N))];
  }
  template <class T, size_t N>
  constexpr const T& pick(const T (&all)[N]) {
    return all[below(static_cast<uint32_t>(N))];
  }

 private:
  uint64_t state_;
};

}  // namespace sluice::sample
