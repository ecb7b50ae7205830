#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentEducationLevelDaily = {
    "course_enrollment_education_level_daily",
    "enrollment",
    {
        {"date", Type::kDate, 0, false},
        {"course_id", Type::kVarchar, 255, false},
        {"education_level", Type::kVarchar, 16, true},
        {"count", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date", "education_level"},
    {},
};

}  // namespace sluice::tables
