// Gender, birth year and education of all learners, from auth_userprofile, in 16 bytes each (jobs.md 1c).
// Threads: lookups are safe from any thread once loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/row_source.h"

namespace sluice::jobs {

struct LearnerProfile {
  std::optional<std::string> gender;
  std::optional<int> birth_year;
  std::optional<std::string> education_level;
};

class LearnerProfiles {
 public:
  // Reads the whole table. kNotFound if it is not there.
  static Result<LearnerProfiles> load(schema::RowSource& lms);
  // All NULL for a learner without a profile.
  LearnerProfile of(int64_t user_id) const;
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    int64_t user_id;
    int32_t birth_year;  // kNoYear if NULL
    uint16_t gender;     // index into genders_; 0 = NULL
    uint16_t education;  // index into the list of levels; 0 = NULL
  };
  static constexpr int32_t kNoYear = INT32_MIN;
  std::vector<Entry> entries_;  // sorted by user_id
  std::vector<std::string> genders_{""};
};

// jobs.md 1c: `el` → `primary`, …; nothing for an empty, missing or unknown code.
std::optional<std::string> education_level(std::optional<std::string_view> code);

}  // namespace sluice::jobs
