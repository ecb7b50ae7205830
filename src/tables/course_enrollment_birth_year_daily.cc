#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentBirthYearDaily = {
    "course_enrollment_birth_year_daily",
    "enrollment",
    {
        {"date", Type::kDate, 0, false},
        {"course_id", Type::kVarchar, 255, false},
        {"birth_year", Type::kInt, 0, true},
        {"count", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date", "birth_year"},
    {},
};

}  // namespace sluice::tables
