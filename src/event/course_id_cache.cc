#include "event/course_id_cache.h"

#include "event/course_key.h"

namespace sluice::event {

bool CourseIdCache::is_valid(std::string_view id) {
  auto found = known_.find(absl::string_view(id.data(), id.size()));
  if (found != known_.end()) return found->second;
  if (known_.size() >= kMost) known_.clear();
  bool valid = is_valid_course_id(id);
  known_.emplace(std::string(id), valid);
  return valid;
}

}  // namespace sluice::event
