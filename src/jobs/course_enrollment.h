// The enrollment figures of one course: adds up learners, then writes the rows of all its tables (jobs.md 1c,
// 1e). Memory: days x groups (modes, genders) x 8 bytes; learners cost nothing. Threads: one at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jobs/enrollment_state.h"
#include "jobs/job.h"
#include "jobs/learner_profiles.h"

namespace sluice::jobs {

// count and cumulative_count of each day, kept as differences so that a run of days costs two additions.
class DailyCounts {
 public:
  explicit DailyCounts(int days)
      : count_(static_cast<size_t>(days) + 1), cumulative_(static_cast<size_t>(days) + 1) {}
  void add(int first, int end, bool enrolled);
  struct Day {
    int64_t count = 0, cumulative = 0;
  };
  std::vector<Day> totals() const;

 private:
  std::vector<int32_t> count_, cumulative_;
};

class CourseEnrollment {
 public:
  CourseEnrollment(base::DayInterval days, bool with_profiles)
      : days_(days), with_profiles_(with_profiles), total_(days.days()) {}
  const std::string& course_id() const { return id_; }
  // Start with another course; forgets the figures of the last one.
  void begin(std::string course_id);
  void add(const std::vector<EnrollmentRun>& runs, const LearnerProfile& profile);
  // Rows of this course in order of date and group, NULL first; none if no learner was added.
  Status write(RowSink& rows) const;

 private:
  using OptionalText = std::optional<std::string>;
  using Last = DailyCounts::Day;  // figures of the last day alone
  DailyCounts& of(auto& groups, const auto& key) {
    return groups.try_emplace(key, days_.days()).first->second;
  }
  Status write_modes(RowSink& rows) const;
  Status write_summary(RowSink& rows) const;

  base::DayInterval days_;
  bool with_profiles_;
  std::string id_;
  DailyCounts total_;
  std::map<std::string, DailyCounts> modes_;
  std::map<OptionalText, DailyCounts> genders_;
  std::map<std::optional<int>, Last> birth_years_;
  std::map<OptionalText, Last> education_;
};

}  // namespace sluice::jobs
