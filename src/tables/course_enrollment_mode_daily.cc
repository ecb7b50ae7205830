#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentModeDaily = {
    "course_enrollment_mode_daily",
    "enrollment",
    {
        {"date", Type::kDate, 0, false},
        {"course_id", Type::kVarchar, 255, false},
        {"mode", Type::kVarchar, 255, false},
        {"count", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date", "mode"},
    {},
};

}  // namespace sluice::tables
