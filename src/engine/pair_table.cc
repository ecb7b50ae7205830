#include "engine/pair_table.h"

#include <absl/hash/hash.h>

#include <algorithm>
#include <cstring>

#include "engine/run_file.h"

namespace sluice::engine {

PairTable::Entry* PairTable::new_entry(int32_t day, std::string_view key, uint32_t hash) {
  char* memory = arena_.allocate(sizeof(Entry) + key.size());
  Entry* entry = new (memory) Entry{0, nullptr, hash, day, static_cast<uint32_t>(key.size()), 0};
  std::memcpy(memory + sizeof(Entry), key.data(), key.size());
  return entry;
}

PairTable::Entry* PairTable::find_or_add(base::Day day, std::string_view key, bool& added) {
  int32_t number = day_number(day);
  size_t hash = absl::HashOf(number, absl::string_view(key.data(), key.size()));
  Probe probe{number, key, hash};
  auto found = set_.find(probe);
  added = found == set_.end();
  if (!added) return *found;
  Entry* entry = new_entry(number, key, static_cast<uint32_t>(hash));
  set_.insert(entry);
  return entry;
}

void PairTable::emit(base::Day day, std::string_view key) {
  if (combine_ == Combine::kNone) {
    list_.push_back(new_entry(day_number(day), key, 0));
    return;
  }
  bool added;
  ++find_or_add(day, key, added)->count;
}

void PairTable::emit_max(base::Day day, std::string_view key, std::string_view value) {
  bool added;
  Entry* entry = find_or_add(day, key, added);
  if (!added && std::string_view(entry->value, entry->count) >= value) return;
  if (value.size() > entry->value_capacity || added) {
    entry->value_capacity = static_cast<uint32_t>((value.size() + 7) & ~size_t{7});
    entry->value = arena_.allocate(entry->value_capacity);
  }
  std::memcpy(entry->value, value.data(), value.size());
  entry->count = value.size();
}

size_t PairTable::memory_bytes() const {
  return arena_.bytes() + set_.capacity() * (sizeof(Entry*) + 1) + list_.capacity() * sizeof(Entry*);
}

Record PairTable::to_record(const Entry& entry) const {
  if (combine_ == Combine::kMax) return {entry.day, entry.key(), 0, {entry.value, entry.count}};
  return {entry.day, entry.key(), entry.count, {}};
}

std::vector<PairTable::Entry*> PairTable::sorted() {
  std::vector<Entry*> all = std::move(list_);
  list_ = {};
  all.reserve(all.size() + set_.size());
  for (Entry* entry : set_) all.push_back(entry);
  set_ = {};
  std::sort(all.begin(), all.end(), [](const Entry* a, const Entry* b) {
    if (a->day != b->day) return a->day < b->day;
    return a->key() < b->key();
  });
  return all;
}

Status PairTable::spill(const std::string& path) {
  SLUICE_TRY(RunWriter run, RunWriter::create(path));
  for (const Entry* entry : sorted()) SLUICE_CHECK(run.write(to_record(*entry)));
  SLUICE_CHECK(run.finish());
  arena_.clear();
  return {};
}

class PairTable::SortedStream final : public RecordStream {
 public:
  SortedStream(PairTable& from) : combine_(from.combine_), entries_(from.sorted()) {
    arena_ = std::move(from.arena_);
    from.arena_ = Arena();
    set();
  }
  const Record* front() const override { return at_ < entries_.size() ? &record_ : nullptr; }
  Status advance() override {
    ++at_;
    set();
    return {};
  }

 private:
  void set() {
    if (at_ >= entries_.size()) return;
    const Entry& e = *entries_[at_];
    record_ = combine_ == Combine::kMax ? Record{e.day, e.key(), 0, {e.value, e.count}} : Record{e.day, e.key(), e.count, {}};
  }
  Combine combine_;
  Arena arena_;
  std::vector<Entry*> entries_;
  size_t at_ = 0;
  Record record_;
};

std::unique_ptr<RecordStream> PairTable::take_sorted() { return std::make_unique<SortedStream>(*this); }

}  // namespace sluice::engine
