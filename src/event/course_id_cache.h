// Remembers which course ids are valid: a run sees few ids and asks for them millions of times.
// Threads: one at a time.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <string>
#include <string_view>

namespace sluice::event {

class CourseIdCache {
 public:
  bool is_valid(std::string_view id);

 private:
  struct Memo {
    std::string id;
    bool valid = false;
  };
  static constexpr size_t kMemos = 64;      // before the table: the few ids of the moment
  static constexpr size_t kMost = 100'000;  // then it starts anew: a hostile log cannot fill the memory
  bool look_up(std::string_view id);
  std::array<Memo, kMemos> memos_;
  absl::flat_hash_map<std::string, bool> known_;
};

}  // namespace sluice::event
