#include "tables/tables.h"

#include "tables/declarations.h"

namespace sluice::tables {

const std::vector<const schema::Table*>& all_tables() {
  static const std::vector<const schema::Table*> all = {
      &kCourseEnrollmentDaily,
      &kCourseEnrollmentModeDaily,
      &kCourseEnrollmentGenderDaily,
      &kCourseEnrollmentBirthYearDaily,
      &kCourseEnrollmentEducationLevelDaily,
      &kCourseMetaSummaryEnrollment,
      &kCourseProgramMetadata,
      &kCourseActivity,
      &kCourseEnrollmentLocationCurrent,
  };
  return all;
}

const schema::Table* find_table(std::string_view name) {
  for (const schema::Table* table : all_tables())
    if (table->name == name) return table;
  return nullptr;
}

}  // namespace sluice::tables
