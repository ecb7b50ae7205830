// courses/C/enrollment/education/: levels as stored, null for not reported (spec data-api.md section 3.4).
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows,
             read_course_days(question, sources.store, tables::kCourseEnrollmentEducationLevelDaily,
                              {"course_id", "date", "education_level", "count", "created"},
                              "date, education_level IS NULL, BINARY education_level"));
  Json list = Json::array();
  for (const store::TextRow& row : rows)
    list.push_back({{"course_id", text_or_null(row[0])},
                    {"date", text_or_null(row[1])},
                    {"education_level", text_or_null(row[2])},
                    {"count", integer_or_null(row[3])},
                    {"created", dt_or_null(row[4])}});
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment-education")};
}

}  // namespace

Endpoint enrollment_education_endpoint() {
  return {.path = "enrollment/education/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
