#include "sample/world.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "sample/random.h"

namespace sluice::sample {
namespace {

using base::Day;
using std::chrono::days;

constexpr double kEventsPerSession = 22.4;  // measured, without the events of enrollment itself
constexpr int kInterestDays = 70;           // nobody comes back later than that

// Interest after n days in 1/1024: a quick fall at first, then a long tail.
constexpr std::array<uint32_t, kInterestDays> kInterest = [] {
  std::array<uint32_t, kInterestDays> all{};
  uint32_t value = 1024;
  for (uint32_t& interest : all) {
    interest = value;
    value = value > 300 ? value * 92 / 100 : value * 97 / 100;
  }
  return all;
}();

uint64_t weight_on(const Learner& learner, const Enrollment& enrollment, Day day) {
  if (never_appears(learner.index)) return 0;
  const auto age = (day - std::chrono::floor<days>(enrollment.changes[0].at)).count();
  if (age < 0 || age >= kInterestDays || !enrollment.active_on(day)) return 0;
  const unsigned weekday = std::chrono::weekday(day).iso_encoding();
  const uint64_t calendar = weekday == 6 ? 6 : weekday == 7 ? 8 : 10;
  return learner.engagement * calendar * kInterest[static_cast<size_t>(age)];
}

struct Totals {
  uint64_t weight = 0;
  uint64_t logged_changes = 0;
};

void add_enrollment(Totals& totals, const Learner& learner, const Enrollment& e,
                    const base::DayInterval& story) {
  const Day first = std::max(story.begin, std::chrono::floor<days>(e.changes[0].at));
  const Day last = std::min(story.end, first + days(kInterestDays));
  for (Day day = first; day < last; day += days(1)) totals.weight += weight_on(learner, e, day);
  for (int i = 0; i < e.change_count; ++i)
    totals.logged_changes += e.changes[static_cast<size_t>(i)].at >= story.begin ? 1 : 0;
}

}  // namespace

World::World(const SamplePlan& plan) : plan_(plan), bounds_{plan.seed, plan.days, plan.courses} {
  courses_.reserve(plan.courses);
  for (uint32_t i = 0; i < plan.courses; ++i) courses_.push_back(make_course(plan.seed, i));
  Totals totals;
  presences_.reserve(plan.learners);
  for (uint64_t i = 0; i < plan.learners; ++i) {
    const Learner someone = learner(i);
    presences_.push_back(presence_of(someone));
    for (int k = 0; k < someone.enrollment_count; ++k)
      add_enrollment(totals, someone, someone.enrollments[static_cast<size_t>(k)], plan.days);
  }
  // Each change is two lines: the request and the event.
  const double rest = static_cast<double>(plan.events) - 2.0 * static_cast<double>(totals.logged_changes);
  if (totals.weight > 0 && rest > 0)
    sessions_per_weight_ = rest / kEventsPerSession / static_cast<double>(totals.weight);
}

World::Presence World::presence_of(const Learner& someone) const {
  Presence presence{INT16_MAX, -1};
  const auto day_of = [&](base::Micros t) {
    return (std::chrono::floor<days>(t) - plan_.days.begin).count();
  };
  for (int k = 0; k < someone.enrollment_count; ++k) {
    const Enrollment& e = someone.enrollments[static_cast<size_t>(k)];
    const auto first = std::max<int64_t>(day_of(e.changes[0].at), 0);
    const auto last = std::max<int64_t>(day_of(e.changes[0].at) + kInterestDays,
                                        day_of(e.changes[static_cast<size_t>(e.change_count - 1)].at));
    presence.first = std::min(presence.first, static_cast<int16_t>(first));
    presence.last = std::max(presence.last, static_cast<int16_t>(last));
  }
  return presence;
}

bool World::may_appear(uint64_t index, Day first, Day last) const {
  const Presence& p = presences_[index];
  return (first - plan_.days.begin).count() <= p.last && (last - plan_.days.begin).count() >= p.first;
}

int World::sessions_on(const Learner& learner, const Enrollment& enrollment, Day day) const {
  const uint64_t weight = weight_on(learner, enrollment, day);
  if (weight == 0) return 0;
  const double wanted = static_cast<double>(weight) * sessions_per_weight_;
  const int whole = static_cast<int>(wanted);
  const auto day_number = static_cast<uint64_t>(day.time_since_epoch().count());
  const double chance =
      static_cast<double>(mix(learner.key, enrollment.course, day_number) >> 11) * 0x1.0p-53;
  return whole + (chance < wanted - whole ? 1 : 0);
}

}  // namespace sluice::sample
