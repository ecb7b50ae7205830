#include "store/lms_tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::store {

const std::vector<LmsTable>& lms_tables() {
  static const std::vector<LmsTable> all = {
      {"auth_userprofile",
       {"user_id", "name", "gender", "year_of_birth", "level_of_education", "language", "location",
        "mailing_address", "city", "country", "goals"}},
      {"student_courseenrollment", {"id", "user_id", "course_id", "created", "is_active", "mode"}},
      {"grades_persistentcoursegrade",
       {"id", "user_id", "course_id", "course_edited_timestamp", "course_version", "grading_policy_hash",
        "percent_grade", "letter_grade", "passed_timestamp", "created", "modified"}},
      {"auth_user",
       {"id", "username", "last_login", "date_joined", "is_active", "is_superuser", "is_staff", "email"}},
      {"course_groups_courseusergroup", {"id", "name", "course_id", "group_type"}},
      {"course_groups_courseusergroup_users", {"courseusergroup_id", "user_id"}},
      {"courseware_studentmodule",
       {"id", "module_type", "module_id", "student_id", "state", "grade", "created", "modified", "max_grade",
        "done", "course_id"}},
  };
  return all;
}

const LmsTable* find_lms_table(std::string_view name) {
  for (const LmsTable& table : lms_tables())
    if (table.name == name) return &table;
  return nullptr;
}

Result<std::vector<size_t>> lms_column_positions(const std::string& table,
                                                 const std::vector<std::string>& columns) {
  const LmsTable* found = find_lms_table(table);
  if (!found)
    return fail(ErrorKind::kNotFound, fmt::format("{} is not a table that is imported from the LMS", table));
  std::vector<size_t> positions;
  for (const std::string& column : columns) {
    auto at = std::ranges::find(found->columns, column);
    if (at == found->columns.end())
      return fail(ErrorKind::kNotFound,
                  fmt::format("column {} of {} is not imported from the LMS", column, table));
    positions.push_back(static_cast<size_t>(at - found->columns.begin()));
  }
  return positions;
}

}  // namespace sluice::store
