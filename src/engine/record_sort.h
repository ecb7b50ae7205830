// Sorts records of a table by day, then key bytes. Threads: one at a time for one range.
//
// Quicksort on eight bytes at a time (Bentley and Sedgewick's multikey quicksort with a cache): most
// comparisons are of two integers that lie side by side, and the long common beginnings of keys are looked at
// once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::engine {

// What a table keeps of each record: a word that belongs to whoever works on it now, and the record.
template <class Entry>
struct Slot {
  uint64_t word = 0;  // in the table the hash, while sorting eight bytes of (day, key)
  Entry* entry = nullptr;
};

// `Entry` has int32_t day and key(): string_view.
template <class Entry>
class RecordSort {
 public:
  static void sort(Slot<Entry>* slots, size_t n) {
    load(slots, n, 0);
    quick(slots, n, 0, kMostNested);
  }

 private:
  static constexpr size_t kFew = 12;
  static constexpr int kMostNested = 100;

  // Bytes [depth, depth + 8) of the day (4 bytes, ordered) and the key, as a big-endian number, zeros behind
  // the end.
  static uint64_t piece(const Entry& entry, size_t depth) {
    std::string_view key = entry.key();
    if (depth == 0) {
      uint64_t day = static_cast<uint32_t>(entry.day) ^ 0x80000000u;
      return day << 32 | word(key, 0) >> 32;
    }
    return word(key, depth - 4);
  }
  static uint64_t word(std::string_view key, size_t at) {
    uint64_t out = 0;
    if (at + 8 <= key.size()) {
      std::memcpy(&out, key.data() + at, 8);
    } else if (at < key.size()) {
      std::memcpy(&out, key.data() + at, key.size() - at);
    }
    return __builtin_bswap64(out);
  }
  static void load(Slot<Entry>* slots, size_t n, size_t depth) {
    for (size_t i = 0; i < n; ++i) slots[i].word = piece(*slots[i].entry, depth);
  }
  // The words of both are those of `depth`.
  static bool less(const Slot<Entry>& a, const Slot<Entry>& b, size_t depth) {
    if (a.word != b.word) return a.word < b.word;
    std::string_view x = a.entry->key(), y = b.entry->key();
    size_t known = depth == 0 ? 0 : depth - 4;  // of zero bytes in keys the words say nothing
    return known >= x.size() || known >= y.size() ? x.size() < y.size() : x.substr(known) < y.substr(known);
  }
  static void insertion(Slot<Entry>* slots, size_t n, size_t depth) {
    for (size_t i = 1; i < n; ++i) {
      Slot<Entry> one = slots[i];
      size_t at = i;
      for (; at > 0 && less(one, slots[at - 1], depth); --at) slots[at] = slots[at - 1];
      slots[at] = one;
    }
  }
  static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
    return a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
  }
  static uint64_t pivot(const Slot<Entry>* slots, size_t n) {
    size_t step = n / 9;
    auto three = [&](size_t i) {
      return median(slots[i].word, slots[i + step].word, slots[i + 2 * step].word);
    };
    return median(three(0), three(3 * step), three(6 * step));
  }
  static bool any_longer(const Slot<Entry>* slots, size_t n, size_t depth) {
    for (size_t i = 0; i < n; ++i)
      if (slots[i].entry->key().size() + 4 > depth) return true;
    return false;
  }

  // `budget` bounds the recursion: input made to defeat the pivots falls back to the library's sort.
  static void quick(Slot<Entry>* slots, size_t n, size_t depth, int budget) {
    auto by_rest = [&] {
      std::sort(slots, slots + n, [&](const auto& a, const auto& b) { return less(a, b, depth); });
    };
    while (n > kFew) {
      if (budget == 0) return by_rest();
      uint64_t middle = pivot(slots, n);
      size_t below = 0, at = 0, above = n;  // [0, below) < middle, [below, at) equal, [above, n) > middle
      while (at < above) {
        if (slots[at].word < middle)
          std::swap(slots[below++], slots[at++]);
        else if (slots[at].word > middle)
          std::swap(slots[at], slots[--above]);
        else
          ++at;
      }
      quick(slots, below, depth, budget - 1);
      quick(slots + above, n - above, depth, budget - 1);
      slots += below;
      n = above - below;
      if (!any_longer(slots, n, depth + 8)) return by_rest();  // equal, but for zero bytes at the end
      depth += 8;
      load(slots, n, depth);
    }
    insertion(slots, n, depth);
  }
};

}  // namespace sluice::engine
