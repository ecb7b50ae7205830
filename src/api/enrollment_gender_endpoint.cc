// courses/C/enrollment/gender/: one object per date (spec data-api.md section 3.5).
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

struct Day {
  StoredCell date, created;
  int64_t female = 0, male = 0, other = 0, unknown = 0;

  // Whatever is none of the three letters, NULL included, is unknown.
  int64_t& of(const StoredCell& gender) {
    if (gender == "f") return female;
    if (gender == "m") return male;
    return gender == "o" ? other : unknown;
  }
};

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows, read_course_days(question, sources.store, tables::kCourseEnrollmentGenderDaily,
                                               {"course_id", "date", "gender", "count", "created"}, "date"));
  std::vector<Day> days;
  for (const store::TextRow& row : rows) {
    if (days.empty() || days.back().date != row[1]) days.push_back({.date = row[1]});
    Day& day = days.back();
    day.of(row[2]) += count_of(row[3]);
    day.created = later(day.created, row[4]);
  }
  Json list = Json::array();
  for (const Day& day : days)
    list.push_back({{"course_id", question.course_id},
                    {"date", text_or_null(day.date)},
                    {"female", day.female},
                    {"male", day.male},
                    {"other", day.other},
                    {"unknown", day.unknown},
                    {"created", dt_or_null(day.created)}});
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment-gender")};
}

}  // namespace

Endpoint enrollment_gender_endpoint() {
  return {.path = "enrollment/gender/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
