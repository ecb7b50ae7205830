// Enrollment: learners per course and day, in total and by mode, gender, birth year and education, and the
// course summary (jobs.md section 1: 1a, 1b, 1c, 1e without the catalog).
//
// Day file: course_id TAB user_id TAB timestamp TAB event_type TAB mode (escaped).
#include <optional>
#include <string>

#include "base/text.h"
#include "jobs/course_enrollment.h"
#include "jobs/enrollment_state.h"
#include "jobs/jobs.h"
#include "jobs/learner_profiles.h"
#include "schema/tsv.h"
#include "tables/declarations.h"

namespace sluice::jobs {
namespace {

enum Drop : size_t { kOtherType, kNoPayload, kNoCourse, kNoUser, kNoMode };

// Payload user_id: an integer or a text that is one; 0 is accepted.
std::optional<int64_t> payload_user(const event::JsonValue& value) {
  if (auto number = value.integer()) return number;
  if (auto text = value.text()) return base::parse_int(base::trim(*text));
  return std::nullopt;
}

// Modes are free text, not checked against a list; a number counts as its digits.
std::optional<std::string> payload_mode(const event::JsonValue& value) {
  if (auto text = value.text()) return std::string(*text);
  if (auto number = value.integer()) return std::to_string(*number);
  return std::nullopt;
}

class Enrollment final : public Job {
 public:
  std::string_view name() const override { return "enrollment"; }
  std::string_view summary() const override { return "enrolled learners per course and day"; }
  std::vector<const schema::Table*> tables() const override {
    return {&tables::kCourseEnrollmentDaily,
            &tables::kCourseEnrollmentModeDaily,
            &tables::kCourseEnrollmentGenderDaily,
            &tables::kCourseEnrollmentBirthYearDaily,
            &tables::kCourseEnrollmentEducationLevelDaily,
            &tables::kCourseMetaSummaryEnrollment};
  }
  // The catalog is off (jobs.md 1f), but the API joins with its table.
  std::vector<const schema::Table*> created_tables() const override {
    return {&tables::kCourseProgramMetadata};
  }
  engine::DayFileShape day_files() const override {
    return {"course_enrollment_events", "course_enrollment_events", engine::Combine::kNone};
  }

  Result<JobDays> days(const Parameters& p, base::Day today) const override {
    SLUICE_TRY(base::DayInterval interval, p.days(today));
    return JobDays{p.window(interval.begin, interval.end), interval};
  }

  std::vector<std::string> drop_reasons() const override {
    return {"not an enrollment event", "no payload", "no valid course id", "no user id", "no mode"};
  }

  void extract(const event::Event& event, engine::PairSink& pairs, DropCounts& drops) const override {
    auto type = event.event_type();
    if (!type || (*type != kActivated && *type != kDeactivated && *type != kModeChanged))
      return drops.add(kOtherType);
    const auto& payload = event.payload();
    if (!payload.present) return drops.add(kNoPayload);
    auto course = payload.find("course_id").text();
    if (!course || !event.is_valid_course_id(base::trim(*course))) return drops.add(kNoCourse);
    auto user = payload_user(payload.find("user_id"));
    if (!user) return drops.add(kNoUser);
    auto mode = payload_mode(payload.find("mode"));
    if (!mode) return drops.add(kNoMode);
    std::string key(base::trim(*course));
    key += '\t' + std::to_string(*user) + '\t';
    key += event.time().timestamp();
    key += '\t';
    key += *type;
    key += '\t';
    schema::append_escaped(key, *mode);
    pairs.emit(event.time().day, key);
  }

  Status reduce(const ReduceInput& input, RowSink& rows) const override {
    if (input.days.empty()) return {};
    SLUICE_TRY(std::optional<LearnerProfiles> profiles, load_profiles(input, rows));
    SLUICE_TRY(auto groups,
               engine::DayFileGroups::open(input.warehouse, day_files(), input.days, 2, input.folder));
    CourseEnrollment course(input.days, profiles.has_value());
    while (true) {
      SLUICE_TRY(bool more, groups.next_group());
      if (!more) break;
      size_t tab = groups.group().find('\t');
      std::string id = groups.group().substr(0, tab);
      if (id != course.course_id()) {
        SLUICE_CHECK(course.write(rows));
        course.begin(id);
      }
      auto user = base::parse_int(std::string_view(groups.group()).substr(tab + 1));
      SLUICE_TRY(auto events, events_of(groups));
      LearnerProfile profile = profiles && user ? profiles->of(*user) : LearnerProfile{};
      course.add(enrollment_runs(std::move(events), input.days.end), profile);
    }
    return course.write(rows);
  }

 private:
  // Without the LMS the tables that need profiles are left out, and that is said (lms-tables.md section 1).
  static Result<std::optional<LearnerProfiles>> load_profiles(const ReduceInput& input, RowSink& rows) {
    std::string why = "no LMS tables are configured";
    if (input.lms) {
      auto profiles = LearnerProfiles::load(*input.lms);
      if (profiles) return std::optional(std::move(*profiles));
      if (profiles.error().kind != ErrorKind::kNotFound) return std::unexpected(std::move(profiles).error());
      why = profiles.error().message;
    }
    for (const auto* table : {&tables::kCourseEnrollmentGenderDaily, &tables::kCourseEnrollmentBirthYearDaily,
                              &tables::kCourseEnrollmentEducationLevelDaily})
      rows.skip(*table, why);
    return std::optional<LearnerProfiles>();
  }

  static Result<std::vector<EnrollmentEvent>> events_of(engine::DayFileGroups& groups) {
    std::vector<EnrollmentEvent> events;
    while (true) {
      SLUICE_TRY(bool more, groups.next_line());
      if (!more) return events;
      SLUICE_TRY(auto fields, schema::parse_tsv_line(groups.rest()));
      if (fields.size() != 3 || !fields[0] || !fields[1])
        return fail(ErrorKind::kCorrupt,
                    "a line of a course_enrollment_events day file has the wrong fields");
      events.push_back({groups.day(), *fields[0], *fields[1], fields[2].value_or("\\N")});
    }
  }
};

}  // namespace

std::unique_ptr<Job> make_enrollment() {
  return std::make_unique<Enrollment>();
}

}  // namespace sluice::jobs
