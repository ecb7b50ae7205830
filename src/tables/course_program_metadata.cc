#include "tables/declarations.h"

namespace sluice::tables {

using schema::Type;

const schema::Table kCourseProgramMetadata = {
    "course_program_metadata",
    "enrollment",
    {
        {"course_id", Type::kVarchar, 255, false},
        {"program_id", Type::kVarchar, 36, false},
        {"program_type", Type::kVarchar, 32, false},
        {"program_title", Type::kVarchar, 255, true},
    },
    {{"course_id"}},
    {"course_id", "program_id"},
    {},
};

}  // namespace sluice::tables
