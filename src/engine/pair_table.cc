#include "engine/pair_table.h"

#include <cstring>

#include "engine/key_hash.h"
#include "engine/run_file.h"

namespace sluice::engine {
namespace {

constexpr size_t kFirstSlots = 1024;

size_t size_of(Fields fields) {
  size_t size = fields.size() == 0 ? 0 : fields.size() - 1;
  for (std::string_view field : fields) size += field.size();
  return size;
}

char* join(char* to, Fields fields) {
  bool first = true;
  for (std::string_view field : fields) {
    if (!first) *to++ = '\t';
    first = false;
    if (!field.empty()) std::memcpy(to, field.data(), field.size());
    to += field.size();
  }
  return to;
}

}  // namespace

PairTable::Entry* PairTable::new_entry(int32_t day, size_t key_size) {
  return new (arena_.allocate(sizeof(Entry) + key_size))
      Entry{0, nullptr, day, static_cast<uint32_t>(key_size), 0};
}

void PairTable::emit_fields(base::Day day, Fields key) {
  if (combine_ != Combine::kNone) return put_aside(day_number(day), key, {});
  Entry* entry = new_entry(day_number(day), size_of(key));
  join(entry->key_bytes(), key);
  slots_.push_back({0, entry});
  ++used_;
}

void PairTable::emit_max_fields(base::Day day, Fields key, Fields value) {
  put_aside(day_number(day), key, value);
}

void PairTable::put_aside(int32_t day, Fields key, Fields value) {
  size_t key_size = size_of(key), value_size = size_of(value);
  if (pending_ == kPending || text_size_ + key_size + value_size > kMostText) settle();
  Pending pair{0, day, static_cast<uint32_t>(key_size), static_cast<uint32_t>(value_size),
               static_cast<uint32_t>(text_size_)};
  if (key_size + value_size > kMostText) {
    std::string text(key_size + value_size, '\0');
    join(join(text.data(), key), value);
    pair.hash = hash_key(static_cast<uint32_t>(day), std::string_view(text).substr(0, key_size));
    return count_in(pair, text.data());
  }
  join(join(text_.get() + text_size_, key), value);
  waiting_[pending_++] = pair;
  text_size_ += key_size + value_size;
}

// Three rounds over what waits, so that the memory of each pair is on its way while others are worked on.
void PairTable::settle() {
  for (size_t i = 0; i < pending_; ++i) {
    Pending& pair = waiting_[i];
    pair.hash = hash_key(static_cast<uint32_t>(pair.day), {text_.get() + pair.text, pair.key_size});
    if (!slots_.empty()) __builtin_prefetch(&slots_[pair.hash & (slots_.size() - 1)]);
  }
  if (!slots_.empty())
    for (size_t i = 0; i < pending_; ++i)
      if (const Entry* entry = slots_[waiting_[i].hash & (slots_.size() - 1)].entry) {
        __builtin_prefetch(entry, 1);
        __builtin_prefetch(reinterpret_cast<const char*>(entry) + 64);
      }
  for (size_t i = 0; i < pending_; ++i) count_in(waiting_[i], text_.get() + waiting_[i].text);
  pending_ = 0;
  text_size_ = 0;
}

void PairTable::count_in(const Pending& pair, const char* text) {
  if ((used_ + 1) * 4 > slots_.size() * 3) grow();
  Entry* entry = find_or_add(pair.hash, pair.day, {text, pair.key_size});
  if (combine_ == Combine::kSum)
    ++entry->count;
  else
    keep_greatest(*entry, {text + pair.key_size, pair.value_size});
}

void PairTable::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_ = std::vector<Slot>(std::max(kFirstSlots, old.size() * 2));
  size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (!slot.entry) continue;
    size_t at = slot.word & mask;
    while (slots_[at].entry) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

PairTable::Entry* PairTable::find_or_add(uint64_t hash, int32_t day, std::string_view key) {
  size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (!slot.entry) {
      ++used_;
      slot = {hash, new_entry(day, key.size())};
      std::memcpy(slot.entry->key_bytes(), key.data(), key.size());
      return slot.entry;
    }
    if (slot.word == hash && slot.entry->day == day && slot.entry->key() == key) return slot.entry;
  }
}

void PairTable::keep_greatest(Entry& entry, std::string_view value) {
  if (entry.value && std::string_view(entry.value, entry.count) >= value) return;
  if (value.size() > entry.value_capacity || !entry.value) {
    entry.value_capacity = static_cast<uint32_t>((value.size() + 7) & ~size_t{7});
    entry.value = arena_.allocate(entry.value_capacity);
  }
  std::memcpy(entry.value, value.data(), value.size());
  entry.count = value.size();
}

size_t PairTable::memory_bytes() const {
  bool grows_soon = used_ * 8 > slots_.capacity() * (combine_ == Combine::kNone ? 7 : 5);
  return arena_.bytes() + slots_.capacity() * sizeof(Slot) * (grows_soon ? 3 : 1);
}

Record PairTable::to_record(Combine combine, const Entry& entry) {
  if (combine == Combine::kMax) return {entry.day, entry.key(), 0, {entry.value, entry.count}};
  return {entry.day, entry.key(), entry.count, {}};
}

std::vector<PairTable::Slot> PairTable::sorted() {
  if (pending_ > 0) settle();
  std::vector<Slot> all = std::move(slots_);
  slots_ = {};
  used_ = 0;
  std::erase_if(all, [](const Slot& slot) { return !slot.entry; });
  RecordSort<Entry>::sort(all.data(), all.size());
  return all;
}

Status PairTable::spill(const std::string& path) {
  SLUICE_TRY(RunWriter run, RunWriter::create(path));
  for (const Slot& slot : sorted()) SLUICE_CHECK(run.write(to_record(combine_, *slot.entry)));
  SLUICE_CHECK(run.finish());
  arena_.clear();
  return {};
}

class PairTable::SortedStream final : public RecordStream {
 public:
  explicit SortedStream(PairTable& from) : combine_(from.combine_), slots_(from.sorted()) {
    arena_ = std::move(from.arena_);
    from.arena_ = Arena();
    set();
  }
  const Record* front() const override { return at_ < slots_.size() ? &record_ : nullptr; }
  Status advance() override {
    ++at_;
    set();
    return {};
  }

 private:
  void set() {
    if (at_ + 8 < slots_.size()) __builtin_prefetch(slots_[at_ + 8].entry);
    if (at_ < slots_.size()) record_ = to_record(combine_, *slots_[at_].entry);
  }
  Combine combine_;
  Arena arena_;
  std::vector<Slot> slots_;
  size_t at_ = 0;
  Record record_;
};

std::unique_ptr<RecordStream> PairTable::take_sorted() {
  return std::make_unique<SortedStream>(*this);
}

}  // namespace sluice::engine
