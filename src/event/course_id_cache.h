// Remembers which course ids are valid: a run sees few ids and asks for them millions of times.
// Threads: one at a time.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <string>
#include <string_view>

namespace sluice::event {

class CourseIdCache {
 public:
  bool is_valid(std::string_view id);

 private:
  static constexpr size_t kMost = 100'000;  // then it starts anew: a hostile log cannot fill the memory
  absl::flat_hash_map<std::string, bool> known_;
};

}  // namespace sluice::event
