#include "sample/session.h"

#include <algorithm>

#include "sample/activities.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kBrowsers[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 "
    "Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Safari/537.36 Edg/120.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 "
    "Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:122.0) Gecko/20100101 Firefox/122.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.2 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Mobile "
    "Safari/537.36",
};
constexpr std::string_view kApp = "edX/org.edx.mobile (2.26.1; Android 10) Dalvik/2.1.0";

// Relative number of sessions in each local hour.
constexpr uint32_t kHours[24] = {3,  2,  1,  1,  1,  2,  4,  6,  9,  11, 12, 11,
                                 10, 11, 12, 12, 11, 12, 14, 17, 19, 18, 13, 7};

Micros start_on(base::Day day, const Country& home, uint64_t key) {
  Random random(mix(key, 0x57));
  uint32_t total = 0;
  for (const uint32_t share : kHours) total += share;
  uint32_t at = random.below(total);
  int hour = 0;
  while (at >= kHours[hour]) at -= kHours[hour++];
  const int utc_hour = (hour - home.utc_offset + 24) % 24;
  return Micros(day) + hours(utc_hour) + microseconds(mix(key, 0x58) % 3'600'000'000ULL);
}

int host_of(const World& world, uint64_t key) {
  return static_cast<int>(mix(key, 0x40) % static_cast<uint64_t>(world.plan().hosts));
}

class Finder {
 public:
  Finder(const World& world, int host, Micros from, Micros to)
      : world_(world), host_(host), from_(from), to_(to) {}

  std::vector<SessionStart> find() {
    const base::Day first = std::chrono::floor<days>(from_), last = std::chrono::floor<days>(to_);
    for (uint64_t i = 0; i < world_.plan().learners; ++i) {
      if (!world_.may_appear(i, first, last)) continue;
      const Learner learner = world_.learner(i);
      for (int e = 0; e < learner.enrollment_count; ++e) {
        add_changes(learner, e);
        add_visits(learner, e);
      }
    }
    std::sort(found_.begin(), found_.end(), [](const SessionStart& a, const SessionStart& b) {
      return a.at != b.at ? a.at < b.at : a.key < b.key;
    });
    return std::move(found_);
  }

 private:
  void add(const Learner& learner, int enrollment, int change, uint64_t key, Micros at) {
    if (at < from_ || at >= to_ || host_of(world_, key) != host_) return;
    found_.push_back({at, learner.index, key, static_cast<uint8_t>(enrollment), static_cast<int8_t>(change)});
  }

  void add_changes(const Learner& learner, int e) {
    const Enrollment& enrollment = learner.enrollments[static_cast<size_t>(e)];
    for (int i = 0; i < enrollment.change_count; ++i) {
      const Change& change = enrollment.changes[static_cast<size_t>(i)];
      if (change.at < Micros(world_.plan().days.begin)) continue;
      add(learner, e, i, mix(learner.key, enrollment.course, 0xce, static_cast<uint64_t>(i)), change.at);
    }
  }

  void add_visits(const Learner& learner, int e) {
    const Enrollment& enrollment = learner.enrollments[static_cast<size_t>(e)];
    const base::DayInterval& story = world_.plan().days;
    const base::Day first = std::max(story.begin, std::chrono::floor<days>(from_));
    for (base::Day day = first; day < story.end && Micros(day) < to_; day += days(1)) {
      const int count = world_.sessions_on(learner, enrollment, day);
      for (int k = 0; k < count; ++k) {
        const auto day_number = static_cast<uint64_t>(day.time_since_epoch().count());
        const uint64_t key = mix(learner.key, enrollment.course, day_number, static_cast<uint64_t>(k) + 1);
        Micros at = start_on(day, *learner.home, key);
        // Nobody works in a course before enrolling in it.
        if (at < enrollment.changes[0].at) at = enrollment.changes[0].at + minutes(1) + seconds(key % 900);
        add(learner, e, -1, key, at);
      }
    }
  }

  const World& world_;
  int host_;
  Micros from_, to_;
  std::vector<SessionStart> found_;
};

Visit make_visit(const World& world, const Learner& learner, const Enrollment& enrollment, uint64_t key,
                 Layout layout) {
  Visit visit;
  visit.course = &world.course(enrollment.course);
  visit.key = key;
  visit.user_id = learner.user_id;
  visit.username = username_of(learner);
  visit.address = address_of(learner, key);
  visit.language = learner.home->language;
  visit.agent = kBrowsers[mix(learner.key, 0xa6) % std::size(kBrowsers)];
  visit.layout = layout;
  return visit;
}

// An app without network sends everything at once, later. A straggler now and then comes late by itself.
void decide_arrival(Session& session, uint64_t key) {
  Random random(mix(key, 0x1a7e));
  const Micros end = session.steps.back().at;
  const bool batched = session.visit.mobile && random.percent(70);
  Micros arrival = end + minutes(random.below(90));
  for (Step& step : session.steps) {
    step.written = batched ? (arrival += milliseconds(3)) : step.at;
    if (!batched && random.one_in(400)) step.written += seconds(5 + random.below(1200));
  }
  std::stable_sort(session.steps.begin(), session.steps.end(),
                   [](const Step& a, const Step& b) { return a.written < b.written; });
}

}  // namespace

std::vector<SessionStart> sessions_between(const World& world, int host, Micros from, Micros to) {
  return Finder(world, host, from, to).find();
}

Session play(const World& world, const SessionStart& start, Layout layout) {
  const Learner learner = world.learner(start.learner);
  const Enrollment& enrollment = learner.enrollments[start.enrollment];
  Session session;
  session.visit = make_visit(world, learner, enrollment, start.key, layout);
  if (start.change >= 0) {
    const Change& change = enrollment.changes[static_cast<size_t>(start.change)];
    session.steps = enrollment_steps(change, start.key);
    for (Step& step : session.steps) step.written = step.at;
    return session;
  }
  session.visit.mobile = mix(start.key, 0x30b) % 100 < 12;
  if (session.visit.mobile) session.visit.agent = kApp;
  session.steps = session.visit.mobile ? mobile_steps(session.visit, start.at)
                                       : visit_steps(session.visit, start.at, is_staff(learner.index));
  decide_arrival(session, start.key);
  return session;
}

}  // namespace sluice::sample
