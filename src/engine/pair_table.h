// The pairs of one job that one worker has collected, combined as they come, in bounded memory: the owner asks
// memory_bytes() now and then and spills to a sorted run file.
//
// Cost: about 100 ns and 48 bytes plus the key for a new pair; 60 ns for one that combines.
// Threads: one at a time.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/arena.h"
#include "engine/pair_sink.h"
#include "engine/record.h"

namespace sluice::engine {

class PairTable final : public PairSink {
 public:
  explicit PairTable(Combine combine) : combine_(combine) {}
  void emit(base::Day day, std::string_view key) override;
  void emit_max(base::Day day, std::string_view key, std::string_view value) override;

  size_t memory_bytes() const;
  bool empty() const { return entries() == 0; }
  size_t entries() const { return combine_ == Combine::kNone ? list_.size() : set_.size(); }
  // Sort what is here and write it to a new run file at `path`; then the table is empty.
  Status spill(const std::string& path);
  // Sort what is here and hand it over as a stream, which owns it; then the table is empty.
  std::unique_ptr<RecordStream> take_sorted();

 private:
  struct Entry {
    uint64_t count;  // kSum; for kMax the length of the value
    char* value;     // kMax
    uint32_t hash;
    int32_t day;
    uint32_t key_size;
    uint32_t value_capacity;
    std::string_view key() const { return {reinterpret_cast<const char*>(this + 1), key_size}; }
  };
  struct Probe {
    int32_t day;
    std::string_view key;
    size_t hash;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const Entry* e) const { return spread(e->hash); }
    size_t operator()(const Probe& p) const { return spread(static_cast<uint32_t>(p.hash)); }
    static size_t spread(uint32_t h) { return h * 0x9e3779b97f4a7c15ull; }
  };
  struct Same {
    using is_transparent = void;
    static bool same(int32_t a_day, std::string_view a, int32_t b_day, std::string_view b) { return a_day == b_day && a == b; }
    bool operator()(const Entry* a, const Entry* b) const { return same(a->day, a->key(), b->day, b->key()); }
    bool operator()(const Entry* a, const Probe& b) const { return same(a->day, a->key(), b.day, b.key); }
    bool operator()(const Probe& a, const Entry* b) const { return same(a.day, a.key, b->day, b->key()); }
  };
  class SortedStream;

  Entry* new_entry(int32_t day, std::string_view key, uint32_t hash);
  Entry* find_or_add(base::Day day, std::string_view key, bool& added);
  std::vector<Entry*> sorted();
  Record to_record(const Entry& entry) const;

  Combine combine_;
  Arena arena_;
  absl::flat_hash_set<Entry*, Hash, Same> set_;  // kSum, kMax
  std::vector<Entry*> list_;                     // kNone
};

}  // namespace sluice::engine
