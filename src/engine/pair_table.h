// The pairs of one job that one worker has collected, combined as they come, in bounded memory: the owner
// asks memory_bytes() now and then and spills to a sorted run file.
//
// Pairs are put into the table a few at a time: the memory that each needs is asked for before it is touched,
// so that the waits overlap. Cost: about 60 bytes plus the key for a new pair. Threads: one at a time.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/arena.h"
#include "engine/pair_sink.h"
#include "engine/record.h"
#include "engine/record_sort.h"

namespace sluice::engine {

class PairTable final : public PairSink {
 public:
  explicit PairTable(Combine combine) : combine_(combine) {}
  void emit_fields(base::Day day, Fields key) override;
  void emit_max_fields(base::Day day, Fields key, Fields value) override;

  // What is in use, and what the next growth will need while it copies: so that an owner who looks every few
  // thousand pairs can spill before the table grows.
  size_t memory_bytes() const;
  bool empty() const { return entries() == 0; }
  size_t entries() const { return used_ + pending_; }  // kSum, kMax: at most that many
  // Sort what is here and write it to a new run file at `path`; then the table is empty.
  Status spill(const std::string& path);
  // Sort what is here and hand it over as a stream, which owns it; then the table is empty.
  std::unique_ptr<RecordStream> take_sorted();

 private:
  struct Entry {
    uint64_t count;  // kSum; for kMax the length of the value
    char* value;     // kMax
    int32_t day;
    uint32_t key_size;
    uint32_t value_capacity;
    std::string_view key() const { return {reinterpret_cast<const char*>(this + 1), key_size}; }
    char* key_bytes() { return reinterpret_cast<char*>(this + 1); }
  };
  using Slot = engine::Slot<Entry>;
  // A pair that waits; key and value lie in text_.
  struct Pending {
    uint64_t hash;
    int32_t day;
    uint32_t key_size;
    uint32_t value_size;
    uint32_t text;  // where the key begins in text_; the value follows
  };
  static constexpr size_t kPending = 32;
  static constexpr size_t kMostText = 16 * 1024;
  class SortedStream;

  void put_aside(int32_t day, Fields key, Fields value);
  void settle();
  void count_in(const Pending& pair, const char* text);
  void grow();
  Entry* new_entry(int32_t day, size_t key_size);
  Entry* find_or_add(uint64_t hash, int32_t day, std::string_view key);
  void keep_greatest(Entry& entry, std::string_view value);
  std::vector<Slot> sorted();
  static Record to_record(Combine combine, const Entry& entry);

  Combine combine_;
  Arena arena_;
  // kSum, kMax: open addressing, a power of two, empty slots without an entry. kNone: a list.
  std::vector<Slot> slots_;
  size_t used_ = 0;
  std::array<Pending, kPending> waiting_;
  size_t pending_ = 0;
  std::unique_ptr<char[]> text_ = std::make_unique_for_overwrite<char[]>(kMostText);
  size_t text_size_ = 0;
};

}  // namespace sluice::engine
