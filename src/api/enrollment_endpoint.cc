// courses/C/enrollment/: learners enrolled at the end of each day (spec data-api.md section 3.1).
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows, read_course_days(question, sources.store, tables::kCourseEnrollmentDaily,
                                               {"course_id", "date", "count", "created"}, "date"));
  Json list = Json::array();
  for (const store::TextRow& row : rows)
    list.push_back({{"course_id", text_or_null(row[0])},
                    {"date", text_or_null(row[1])},
                    {"count", integer_or_null(row[2])},
                    {"created", dt_or_null(row[3])}});
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment")};
}

}  // namespace

Endpoint enrollment_endpoint() {
  return {.path = "enrollment/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
