// What the enrollment events of one learner in one course mean, day by day (jobs.md 1b). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sluice::jobs {

struct EnrollmentEvent {
  base::Day day{};
  std::string timestamp;  // canonical
  std::string type;       // edx.course.enrollment.…
  std::string mode;
};

// The same record on each day of `days`; `change` belongs to the first of them, the others have 0.
struct EnrollmentRun {
  base::DayInterval days;
  bool enrolled = false;  // at_end
  int change = 0;
  std::string mode;
};

// Runs in order of time, without gaps from the first event to `end`. Events are sorted here; all lie before
// `end`.
std::vector<EnrollmentRun> enrollment_runs(std::vector<EnrollmentEvent> events, base::Day end);

inline constexpr std::string_view kActivated = "edx.course.enrollment.activated";
inline constexpr std::string_view kDeactivated = "edx.course.enrollment.deactivated";
inline constexpr std::string_view kModeChanged = "edx.course.enrollment.mode_changed";

}  // namespace sluice::jobs
