#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseActivity = {
    "course_activity",
    "activity",
    {
        {"course_id", Type::kVarchar, 255, false},
        {"interval_start", Type::kDateTime, 0, false},
        {"interval_end", Type::kDateTime, 0, false},
        {"label", Type::kVarchar, 255, false},
        {"count", Type::kInt, 0, true},
    },
    {{"course_id", "label"}, {"interval_end"}},
    {"course_id", "interval_start", "label"},
    {},
};

}  // namespace sluice::tables
