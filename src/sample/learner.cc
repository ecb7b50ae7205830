#include "sample/learner.h"

#include <fmt/format.h>

#include <algorithm>

#include "sample/append.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

using base::Day;
using base::DayInterval;
using base::Micros;
using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kGivenNames[] = {
    "maria", "wei",  "aisha", "john",  "priya", "lucas",  "fatima", "chen",  "olga",
    "kofi",  "sara", "diego", "yuki",  "amina", "peter",  "ravi",   "elena", "omar",
    "grace", "ivan", "lena",  "paulo", "noor",  "tom",    "ines",   "jamal", "karin",
    "bruno", "mei",  "zoe",   "hugo",  "nadia", "victor", "ana",    "samir", "ruth",
};

Micros random_time_on(Day day, Random& random) {
  return Micros(day) + seconds(random.below(86'400 - 3'600)) + microseconds(random.below(1'000'000));
}

Mode first_mode(Random& random) {
  const uint32_t p = random.below(100);
  if (p < 58) return Mode::kAudit;
  if (p < 83) return Mode::kHonor;
  if (p < 95) return Mode::kVerified;
  return p < 99 ? Mode::kProfessional : Mode::kCredit;
}

// Many join in the first days; six of a hundred had joined before tracking began.
Day joining_day(const DayInterval& story, Random& random) {
  if (random.percent(6)) return story.begin - days(1 + random.below(60));
  const auto span = static_cast<uint32_t>(story.days());
  return story.begin + days(std::min({random.below(span), random.below(span), random.below(span)}));
}

class Storyteller {
 public:
  Storyteller(Enrollment& enrollment, Micros end) : enrollment_(enrollment), end_(end) {}

  // False if the change would come after the end of the story.
  bool add(Micros at, ChangeKind kind, Mode mode) {
    if (at >= end_) return false;
    enrollment_.changes[static_cast<size_t>(enrollment_.change_count++)] = {at, kind, mode};
    if (kind != ChangeKind::kModeChanged) enrollment_.active = kind == ChangeKind::kActivated;
    enrollment_.mode = mode;
    return true;
  }

 private:
  Enrollment& enrollment_;
  Micros end_;
};

void tell(Enrollment& enrollment, Micros joined, Micros end, Random& random) {
  Storyteller story(enrollment, end);
  Mode mode = first_mode(random);
  Micros now = joined;
  if (!story.add(now, ChangeKind::kActivated, mode)) return;
  if (random.percent(1) && !story.add(now += seconds(1), ChangeKind::kActivated, mode)) return;  // sent twice
  if (random.percent(14) && (mode == Mode::kAudit || mode == Mode::kHonor)) {
    mode = Mode::kVerified;
    now += minutes(30 + random.below(8 * 1440));
    if (!story.add(now, ChangeKind::kModeChanged, mode)) return;
  }
  if (!random.percent(15)) return;
  now += minutes(random.percent(15) ? 2 + random.below(20) : 600 + random.below(22 * 1440));
  if (!story.add(now, ChangeKind::kDeactivated, mode)) return;
  if (!random.percent(25)) return;
  now += minutes(5 + random.below(6 * 1440));
  story.add(now, ChangeKind::kActivated, random.percent(20) ? Mode::kAudit : mode);
}

int wanted_enrollments(uint64_t index, Random& random) {
  if (has_no_enrollment(index)) return 0;
  const uint32_t p = random.below(100);
  return p < 65 ? 1 : p < 90 ? 2 : 3;
}

bool has_course(const Learner& learner, uint32_t course) {
  for (int i = 0; i < learner.enrollment_count; ++i)
    if (learner.enrollments[static_cast<size_t>(i)].course == course) return true;
  return false;
}

}  // namespace

bool has_no_enrollment(uint64_t index) {
  return index % 50 == 9;
}
bool never_appears(uint64_t index) {
  return index % 97 == 5;
}
bool has_no_profile(uint64_t index) {
  return index % 61 == 3;
}
bool is_staff(uint64_t index) {
  return index % 45 == 2;
}
bool is_retired(uint64_t index) {
  return index % 331 == 17;
}

std::string_view mode_name(Mode mode) {
  constexpr std::string_view kNames[] = {"audit", "honor", "verified", "professional", "credit"};
  return kNames[static_cast<size_t>(mode)];
}

bool Enrollment::active_on(Day day) const {
  bool enrolled = false;
  for (int i = 0; i < change_count; ++i) {
    const Change& change = changes[static_cast<size_t>(i)];
    if (change.at >= Micros(day + days(1))) break;
    if (change.kind != ChangeKind::kModeChanged) enrolled = change.kind == ChangeKind::kActivated;
  }
  return enrolled;
}

Learner make_learner(const StoryBounds& story, uint64_t index) {
  Learner learner;
  learner.index = index;
  learner.key = mix(story.seed, 0x1e, index);
  learner.user_id = static_cast<int64_t>(index) + 11;
  Random random(learner.key);
  learner.home = &country_of(random.next());
  learner.engagement = 1 + random.below(4) * (random.percent(25) ? 5 : 1);
  Day joined = joining_day(story.days, random);
  if (never_appears(index)) joined = story.days.begin - days(40);
  for (int wanted = wanted_enrollments(index, random); wanted > 0; --wanted) {
    const uint32_t course = std::min(random.below(story.courses), random.below(story.courses));
    if (has_course(learner, course)) continue;
    Enrollment enrollment;
    enrollment.course = course;
    enrollment.row_id = index * 3 + static_cast<uint64_t>(learner.enrollment_count) + 1;
    Micros end(story.days.end);
    if (never_appears(index)) end = Micros(story.days.begin);
    tell(enrollment, random_time_on(joined, random), end, random);
    if (enrollment.change_count > 0)
      learner.enrollments[static_cast<size_t>(learner.enrollment_count++)] = enrollment;
    joined += days(random.below(15));
  }
  return learner;
}

std::string username_of(const Learner& learner) {
  if (is_retired(learner.index)) {
    std::string name = "retired__user_";
    append_hex32(name, learner.key);
    return name;
  }
  const uint64_t key = mix(learner.key, 0xa);
  constexpr std::string_view kBetween[] = {"", "_", ".", "-"};
  return fmt::format("{}{}{}", kGivenNames[key % std::size(kGivenNames)], kBetween[key / 64 % 4],
                     learner.index + 1);
}

std::string address_of(const Learner& learner, uint64_t session_key) {
  const uint64_t habit = mix(learner.key, 0x1b) % 100;
  if (habit == 0) return private_address(learner.key);
  const uint64_t place = mix(session_key, 0x1b) % 100;
  if (habit == 1 && place < 40) return address_in(countries()[learner.key % countries().size()], learner.key);
  return address_in(*learner.home, mix(learner.key, place < 85 ? 1 : 2));
}

}  // namespace sluice::sample
