// A learner of the sample: who they are and the story of their enrollments. A pure function of the seed and
// the learner's number, so nothing is stored and a million learners need no memory.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "sample/places.h"

namespace sluice::sample {

enum class Mode : uint8_t { kAudit, kHonor, kVerified, kProfessional, kCredit };
std::string_view mode_name(Mode mode);

enum class ChangeKind : uint8_t { kActivated, kDeactivated, kModeChanged };

struct Change {
  base::Micros at{};
  ChangeKind kind = ChangeKind::kActivated;
  Mode mode = Mode::kAudit;
};

// One learner in one course: the changes in order of time, at least one. Those before the first log are in no
// log (they happened before tracking began), but count for the LMS row.
struct Enrollment {
  uint32_t course = 0;
  uint64_t row_id = 0;  // student_courseenrollment.id
  int change_count = 0;
  std::array<Change, 5> changes{};
  bool active = false;  // at the end of the story
  Mode mode = Mode::kAudit;

  bool active_on(base::Day day) const;  // enrolled by the end of the day before, or since that day
};

struct Learner {
  uint64_t index = 0;
  uint64_t key = 0;
  int64_t user_id = 0;
  const Country* home = nullptr;
  uint32_t engagement = 1;  // 1 to 16: relative number of sessions
  int enrollment_count = 0;
  std::array<Enrollment, 3> enrollments{};
};

struct StoryBounds {
  uint64_t seed = 0;
  base::DayInterval days;
  uint32_t courses = 1;
};

// Every kHundreds-th learner has a special part (lms-tables.md section 5).
bool has_no_enrollment(uint64_t index);  // registered only
bool never_appears(uint64_t index);      // enrolled, but without a single event
bool has_no_profile(uint64_t index);     // no auth_userprofile row
bool is_staff(uint64_t index);           // uses the instructor pages
bool is_retired(uint64_t index);         // username longer than 30 characters

Learner make_learner(const StoryBounds& story, uint64_t index);
std::string username_of(const Learner& learner);
// Where the learner is in session `session_key`: mostly at home, sometimes on a second address, for a few
// abroad or behind a private address.
std::string address_of(const Learner& learner, uint64_t session_key);

}  // namespace sluice::sample
