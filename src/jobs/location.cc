// Location: learners of each course by the country of their last IP address (jobs.md section 3).
//
// Day file: user_id TAB course_id or \N TAB timestamp TAB ip (escaped): the last one of that day.
#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"
#include "engine/sorter.h"
#include "jobs/jobs.h"
#include "schema/tsv.h"
#include "tables/declarations.h"

namespace sluice::jobs {
namespace {

enum Drop : size_t { kNoUser, kMalformedUser, kNoIp };

// Learners in the order of their id's text, each with the country of the last IP.
class LastCountries {
 public:
  LastCountries(engine::DayFileGroups groups, const event::GeoLookup& geo)
      : groups_(std::move(groups)), geo_(geo) {}

  // The country of `user`, or nothing if no IP of that learner is known. Asked in ascending order.
  Result<std::optional<std::string>> of(const std::string& user) {
    while (!ended_ && groups_.group() < user) {
      SLUICE_TRY(bool more, groups_.next_group());
      ended_ = !more;
      country_.reset();
    }
    if (ended_ || groups_.group() != user) return std::optional<std::string>();
    if (!country_) SLUICE_CHECK(look_up());
    return country_;
  }

 private:
  Status look_up() {
    std::string last;  // timestamp TAB ip
    while (true) {
      SLUICE_TRY(bool more, groups_.next_line());
      if (!more) break;
      std::string_view rest = groups_.rest();
      std::string_view seen = rest.substr(rest.find('\t') + 1);
      if (seen > last) last = seen;
    }
    SLUICE_TRY(auto fields, schema::parse_tsv_line(last));
    country_ = geo_.country_code(fields.size() == 2 ? fields[1].value_or("") : "");
    return {};
  }

  engine::DayFileGroups groups_;
  const event::GeoLookup& geo_;
  std::optional<std::string> country_;
  bool ended_ = false;
};

struct Counts {
  int64_t active = 0, all = 0;
};
// By course and country; NULL (no IP known) is a country of its own.
using CountsByCountry = std::map<std::pair<std::string, std::optional<std::string>>, Counts>;

bool is_true(std::optional<std::string_view> text) {
  return text && !text->empty() && *text != "0" && base::to_lower_ascii(*text) != "false";
}

class Location final : public Job {
 public:
  std::string_view name() const override { return "location"; }
  std::string_view summary() const override { return "learners per course and country"; }
  std::vector<const schema::Table*> tables() const override {
    return {&tables::kCourseEnrollmentLocationCurrent};
  }
  engine::DayFileShape day_files() const override {
    return {"last_ip_of_user_id", "last_ip_of_user", engine::Combine::kMax};
  }
  bool needs_lms() const override { return true; }
  bool needs_geo() const override { return true; }

  Result<JobDays> days(const Parameters& p, base::Day today) const override {
    SLUICE_TRY(base::DayInterval interval, p.days(today));
    return JobDays{p.window(interval.begin, interval.end), interval};
  }

  std::vector<std::string> drop_reasons() const override {
    return {"no user id", "malformed user id", "no ip"};
  }

  void extract(const event::Event& event, engine::PairSink& pairs, DropCounts& drops) const override {
    const event::UserId& user = event.user_id();
    if (!user.valid()) return drops.add(user.state == event::UserId::State::kNone ? kNoUser : kMalformedUser);
    if (event.ip().empty()) return drops.add(kNoIp);
    char digits[24];
    std::string_view id(
        digits, static_cast<size_t>(std::to_chars(digits, digits + sizeof digits, user.value).ptr - digits));
    std::string_view course = event.course_from_context();
    thread_local std::string escaped;
    pairs.emit_max_fields(event.time().day, {id, course.empty() ? std::string_view("\\N") : course},
                          {event.time().timestamp(), schema::escaped(event.ip(), escaped)});
  }

  Status reduce(const ReduceInput& input, RowSink& rows) const override {
    SLUICE_TRY(auto enrollments, sorted_enrollments(input));
    SLUICE_TRY(auto groups,
               engine::DayFileGroups::open(input.warehouse, day_files(), input.days, 1, input.folder));
    LastCountries countries(std::move(groups), *input.geo);
    CountsByCountry counts;
    for (; enrollments->front();) {
      SLUICE_TRY(auto fields, schema::parse_tsv_line(enrollments->front()->key));
      SLUICE_TRY(auto country, countries.of(*fields[0]));
      Counts& n = counts[{fields[1].value_or(""), std::move(country)}];
      n.active += *fields[2] == "1";
      ++n.all;
      SLUICE_CHECK(enrollments->advance());
    }
    std::string date = base::format_day(input.import_date);
    for (const auto& [key, n] : counts) {
      schema::Cell country = key.second ? schema::Cell(*key.second) : schema::Cell();
      SLUICE_CHECK(
          rows.write(tables::kCourseEnrollmentLocationCurrent, {date, key.first, country, n.active, n.all}));
    }
    return {};
  }

 private:
  // student_courseenrollment as lines "user_id TAB course_id TAB 0|1", sorted.
  static Result<std::unique_ptr<engine::RecordStream>> sorted_enrollments(const ReduceInput& input) {
    engine::Sorter sorter(input.folder, "enrollments", input.memory);
    std::string line;
    SLUICE_CHECK(input.lms->scan("student_courseenrollment", {"user_id", "course_id", "is_active"},
                                 [&](const schema::SourceRow& row) -> Status {
                                   auto user = base::parse_int(row[0].value_or(""));
                                   if (!user || !row[1])
                                     return fail(
                                         ErrorKind::kInvalidInput,
                                         "a row of student_courseenrollment has no user_id or course_id");
                                   line = std::to_string(*user) + "\t";
                                   schema::append_escaped(line, *row[1]);
                                   line += is_true(row[2]) ? "\t1" : "\t0";
                                   return sorter.add(line);
                                 }));
    return sorter.finish();
  }
};

}  // namespace

std::unique_ptr<Job> make_location() {
  return std::make_unique<Location>();
}

}  // namespace sluice::jobs
