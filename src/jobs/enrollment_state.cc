#include "jobs/enrollment_state.h"

#include <algorithm>
#include <tuple>

namespace sluice::jobs {

std::vector<EnrollmentRun> enrollment_runs(std::vector<EnrollmentEvent> events, base::Day end) {
  std::sort(events.begin(), events.end(), [](const EnrollmentEvent& a, const EnrollmentEvent& b) {
    return std::tie(a.timestamp, a.type, a.mode) < std::tie(b.timestamp, b.type, b.mode);
  });
  std::vector<EnrollmentRun> runs;
  bool enrolled = false, previous = false;
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].type == kActivated) enrolled = true;
    if (events[i].type == kDeactivated) enrolled = false;
    bool last_of_day = i + 1 == events.size() || events[i + 1].day != events[i].day;
    if (!last_of_day) continue;
    base::Day until = i + 1 == events.size() ? end : events[i + 1].day;
    // The mode is that of the day's last event, whatever its type (KEEP).
    runs.push_back(
        {{events[i].day, until}, enrolled, int{enrolled} - int{previous}, std::move(events[i].mode)});
    previous = enrolled;
  }
  return runs;
}

}  // namespace sluice::jobs
