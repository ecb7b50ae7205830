#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseEnrollmentLocationCurrent = {
    "course_enrollment_location_current",
    "location",
    {
        {"date", Type::kDate, 0, false},
        {"course_id", Type::kVarchar, 255, false},
        {"country_code", Type::kVarchar, 10, true},
        {"count", Type::kInt, 0, false},
        {"cumulative_count", Type::kInt, 0, false},
    },
    {{"course_id"}, {"course_id", "date"}},
    {"course_id", "date", "country_code"},
    {},
};

}  // namespace sluice::tables
