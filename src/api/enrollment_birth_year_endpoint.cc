// courses/C/enrollment/birth_year/ (spec data-api.md section 3.3).
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows,
             read_course_days(question, sources.store, tables::kCourseEnrollmentBirthYearDaily,
                              {"course_id", "date", "birth_year", "count", "created"},
                              "date, birth_year IS NULL, birth_year"));
  Json list = Json::array();
  for (const store::TextRow& row : rows)
    list.push_back({{"course_id", text_or_null(row[0])},
                    {"date", text_or_null(row[1])},
                    {"birth_year", integer_or_null(row[2])},
                    {"count", integer_or_null(row[3])},
                    {"created", dt_or_null(row[4])}});
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment-age")};
}

}  // namespace

Endpoint enrollment_birth_year_endpoint() {
  return {.path = "enrollment/birth_year/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
