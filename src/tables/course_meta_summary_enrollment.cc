#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseMetaSummaryEnrollment = {
    "course_meta_summary_enrollment",
    "enrollment",
    {
        {"course_id", Type::kVarchar, 255, false},
        {"catalog_course_title", Type::kVarchar, 255, true},
        {"catalog_course", Type::kVarchar, 255, true},
        {"start_time", Type::kDateTime, 0, true},
        {"end_time", Type::kDateTime, 0, true},
        {"pacing_type", Type::kVarchar, 255, true},
        {"availability", Type::kVarchar, 255, true},
        {"enrollment_mode", Type::kVarchar, 100, false},
        {"count", Type::kInt, 0, true},
        {"count_change_7_days", Type::kInt, 0, true},
        {"cumulative_count", Type::kInt, 0, true},
        {"passing_users", Type::kInt, 0, true},
    },
    {{"course_id"}},
    {"course_id", "enrollment_mode"},
    {},
};

}  // namespace sluice::tables
