#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentGenderDaily = {
    "course_enrollment_gender_daily",
    "enrollment",
    {
        {"date", Type::kDate, 0, false},
        {"course_id", Type::kVarchar, 255, false},
        {"gender", Type::kVarchar, 6, true},
        {"count", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date", "gender"},
    {},
};

}  // namespace sluice::tables
