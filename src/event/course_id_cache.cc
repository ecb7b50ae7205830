#include "event/course_id_cache.h"

#include <cstring>

#include "event/course_key.h"

namespace sluice::event {

constexpr size_t kLongest = 1024;  // of an id that is worth a memo

bool CourseIdCache::is_valid(std::string_view id) {
  if (id.size() < 8 || id.size() > kLongest) return look_up(id);
  uint64_t head, tail;  // ids of one place differ in the middle and at the end
  std::memcpy(&head, id.data() + id.size() / 2 - 4, 8);
  std::memcpy(&tail, id.data() + id.size() - 8, 8);
  Memo& memo = memos_[((head ^ tail * 3) * 0x9e3779b97f4a7c15ull) >> 58];
  if (memo.id != id) memo = {std::string(id), look_up(id)};
  return memo.valid;
}

bool CourseIdCache::look_up(std::string_view id) {
  auto found = known_.find(absl::string_view(id.data(), id.size()));
  if (found != known_.end()) return found->second;
  if (known_.size() >= kMost) known_.clear();
  bool valid = is_valid_course_id(id);
  known_.emplace(std::string(id), valid);
  return valid;
}

}  // namespace sluice::event
