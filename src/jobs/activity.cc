// Course activity: distinct learners per course and ISO week, by kind of activity (jobs.md section 2).
//
// Day file: course_id TAB user_id TAB label TAB count.
#include <charconv>
#include <map>
#include <set>

#include "jobs/jobs.h"
#include "tables/declarations.h"

namespace sluice::jobs {
namespace {

using event::Source;

enum Drop : size_t { kNoUser, kMalformedUser, kNoCourse, kNoType, kTask, kEnrollment };

constexpr std::string_view kEnrollmentPrefix = "edx.course.enrollment.";

// The label beside ACTIVE, or empty.
std::string_view second_label(const event::Event& event, std::string_view type) {
  switch (event.source()) {
    case Source::kServer:
      if (type == "problem_check") return "ATTEMPTED_PROBLEM";
      if (type.starts_with("edx.forum.") && type.ends_with(".created")) return "POSTED_FORUM";
      return {};
    case Source::kBrowser:
    case Source::kMobile: return type == "play_video" ? "PLAYED_VIDEO" : std::string_view();
    default: return {};
  }
}

// Counts of one course, written when the next course begins.
class CourseWeeks {
 public:
  void count(base::Day monday, std::string_view label) { ++counts_[{monday, std::string(label)}]; }

  Status write(const std::string& course, RowSink& rows) {
    for (const auto& [key, n] : counts_) {
      std::string begin = base::format_day(key.first) + " 00:00:00";
      std::string end = base::format_day(key.first + std::chrono::days(7)) + " 00:00:00";
      SLUICE_CHECK(rows.write(tables::kCourseActivity, {course, begin, end, key.second, n}));
    }
    counts_.clear();
    return {};
  }

 private:
  std::map<std::pair<base::Day, std::string>, int64_t> counts_;
};

class Activity final : public Job {
 public:
  std::string_view name() const override { return "activity"; }
  std::string_view summary() const override { return "active learners per course and week"; }
  std::vector<const schema::Table*> tables() const override { return {&tables::kCourseActivity}; }
  engine::DayFileShape day_files() const override {
    return {"user_activity_by_user", "user_activity", engine::Combine::kSum};
  }

  Result<JobDays> days(const Parameters& p, base::Day today) const override {
    base::Day end = p.end_date ? *p.end_date : p.interval ? p.interval->end : p.interval_end.value_or(today);
    base::DayInterval weeks{base::iso_monday(end - std::chrono::days(7 * p.weeks)), base::iso_monday(end)};
    return JobDays{p.window(weeks.begin, end), weeks};
  }

  std::vector<std::string> drop_reasons() const override {
    return {"no user id",    "malformed user id", "no course id",
            "no event type", "task event",        "enrollment event"};
  }

  void extract(const event::Event& event, engine::PairSink& pairs, DropCounts& drops) const override {
    const event::UserId& user = event.user_id();
    if (!user.valid()) return drops.add(user.state == event::UserId::State::kNone ? kNoUser : kMalformedUser);
    if (!event.event_type()) return drops.add(kNoType);
    std::string_view type = *event.event_type();
    std::string_view course = event.course_from_context_or_url();
    if (course.empty()) return drops.add(kNoCourse);
    if (event.source() == Source::kTask) return drops.add(kTask);
    if (type.starts_with(kEnrollmentPrefix)) return drops.add(kEnrollment);

    char digits[24];
    std::string_view id(
        digits, static_cast<size_t>(std::to_chars(digits, digits + sizeof digits, user.value).ptr - digits));
    pairs.emit_fields(event.time().day, {course, id, "ACTIVE"});
    std::string_view second = second_label(event, type);
    if (!second.empty()) pairs.emit_fields(event.time().day, {course, id, second});
  }

  Status reduce(const ReduceInput& input, RowSink& rows) const override {
    SLUICE_TRY(auto groups,
               engine::DayFileGroups::open(input.warehouse, day_files(), input.days, 3, input.folder));
    std::string course;
    CourseWeeks weeks;
    std::set<base::Day> mondays;  // in which this learner did this
    while (true) {
      SLUICE_TRY(bool more, groups.next_group());
      if (!more) break;
      std::string_view key = groups.group();
      std::string_view this_course = key.substr(0, key.find('\t'));
      if (this_course != course) {
        SLUICE_CHECK(weeks.write(course, rows));
        course = this_course;
      }
      mondays.clear();
      while (true) {
        SLUICE_TRY(bool line, groups.next_line());
        if (!line) break;
        mondays.insert(base::iso_monday(groups.day()));
      }
      for (base::Day monday : mondays) weeks.count(monday, key.substr(key.rfind('\t') + 1));
    }
    return weeks.write(course, rows);
  }
};

}  // namespace

std::unique_ptr<Job> make_activity() {
  return std::make_unique<Activity>();
}

}  // namespace sluice::jobs
