#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentDaily = {
    "course_enrollment_daily",
    "enrollment",
    {
        {"course_id", Type::kVarchar, 255, false},
        {"date", Type::kDate, 0, false},
        {"count", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date"},
    {},
};

}  // namespace sluice::tables
