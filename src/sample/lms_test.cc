// The LMS tables: dumps, and the SQL in a real server.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "sample/lms_writer.h"
#include "sample/made_sample_test.h"
#include "support/private_mariadb.h"

namespace sluice::sample {
namespace {

struct Dump {
  const char* table;
  size_t columns;
  const char* select;  // the same in SQL, in the order of the dump
};
// lms-tables.md section 3. REPLACE: what an import does with separators inside a text.
#define CLEAN(column) "REPLACE(REPLACE(" column ", '\\r', ' '), '\\n', ' ')"
constexpr Dump kDumps[] = {
    {"auth_user", 8, "id, username, last_login, date_joined, is_active, is_superuser, is_staff, email"},
    {"auth_userprofile", 11,
     "user_id, name, gender, year_of_birth, level_of_education, language, location, " CLEAN(
         "mailing_address") ", city, country, " CLEAN("goals")},
    {"student_courseenrollment", 6, "id, user_id, course_id, created, is_active, mode"},
    {"grades_persistentcoursegrade", 11,
     "id, user_id, course_id, course_edited_timestamp, course_version, grading_policy_hash, percent_grade, "
     "letter_grade, "
     "passed_timestamp, created, modified"},
    {"course_groups_courseusergroup", 4, "id, name, course_id, group_type"},
    {"course_groups_courseusergroup_users", 2, "courseusergroup_id, user_id"},
};

TEST(Lms, DumpsHaveTheColumnsOfTheSpec) {
  for (const Dump& dump : kDumps) {
    const auto rows = dump_rows(default_sample(), dump.table);
    EXPECT_GT(rows.size(), 5U) << dump.table;
    for (const Fields& fields : rows) ASSERT_EQ(fields.size(), dump.columns) << dump.table;
    EXPECT_TRUE(base::file_exists(default_sample().path(fmt::format("lms/{}/_SUCCESS", dump.table))));
  }
}

// Values of one line in mysqldump's form.
std::vector<std::string> split_quoted(const std::string& line) {
  std::vector<std::string> values(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '\\') {
      values.back() += line[++i];
    } else if (line[i] == '\'') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      values.emplace_back();
    } else {
      values.back() += line[i];
    }
  }
  return values;
}

TEST(Lms, StudentModulesAreWrittenAsMysqldumpDoes) {
  const std::string dump =
      base::read_file(default_sample().path("lms/courseware_studentmodule/part-00000")).value();
  std::set<std::string> types, grades;
  for (const std::string& line : lines_of(dump)) {
    const auto values = split_quoted(line);
    ASSERT_EQ(values.size(), 11U) << line;
    types.insert(values[1]);
    grades.insert(values[5]);
    EXPECT_EQ(line.find(values[2]) - 1, line.find("'", line.find(values[1]) + values[1].size() + 1)) << line;
  }
  EXPECT_EQ(types, (std::set<std::string>{"problem", "sequential"}));
  EXPECT_TRUE(grades.contains("NULL"));
  EXPECT_TRUE(grades.contains("1"));
}

bool any(const std::vector<Fields>& rows, auto test) {
  return std::any_of(rows.begin(), rows.end(), test);
}

TEST(Lms, TheTrapsOfTheSpecAreThere) {
  const auto profiles = dump_rows(default_sample(), "auth_userprofile");
  const auto users = dump_rows(default_sample(), "auth_user");
  const auto enrollments = dump_rows(default_sample(), "student_courseenrollment");
  const auto grades = dump_rows(default_sample(), "grades_persistentcoursegrade");
  EXPECT_LT(profiles.size(), users.size());  // users without a profile
  for (const char* gender : {"", "\\N", "m", "f", "o"})
    EXPECT_TRUE(any(profiles, [&](const Fields& f) { return f[2] == gender; })) << gender;
  for (const char* education : {"p_se", "", "xx", "\\N", "b"})
    EXPECT_TRUE(any(profiles, [&](const Fields& f) { return f[4] == education; })) << education;
  EXPECT_TRUE(any(profiles, [](const Fields& f) { return f[3] == "\\N"; }));
  EXPECT_TRUE(any(profiles, [](const Fields& f) { return f[10].find('\t') != std::string::npos; }));
  EXPECT_TRUE(any(profiles, [](const Fields& f) { return f[10].find("C:\\courses") != std::string::npos; }));
  EXPECT_TRUE(any(users, [](const Fields& f) { return f[1].size() > 30; }));
  EXPECT_TRUE(any(enrollments, [](const Fields& f) { return f[4] == "0"; }));
  EXPECT_TRUE(any(enrollments, [](const Fields& f) { return f[3] == "\\N"; }));
  EXPECT_TRUE(any(enrollments, [](const Fields& f) { return f[2].starts_with("OpenState/"); }));
  // Passed once, not any more.
  EXPECT_TRUE(any(grades, [](const Fields& f) { return f[7].empty() && f[8] != "\\N"; }));
  std::map<std::pair<std::string, std::string>, std::string> created;
  for (const Fields& f : enrollments) created[{f[1], f[2]}] = f[3];
  EXPECT_TRUE(any(grades, [&](const Fields& f) { return f[10] < created[{f[1], f[2]}]; }));
}

TEST(Lms, SqlLoadsIntoARealServerAndHoldsWhatTheDumpsHold) {
  SLUICE_NEEDS_MARIADB();
  const support::PrivateMariadb& server = support::private_mariadb();
  server.fresh_database("edxapp");
  const std::string command = fmt::format("mariadb --no-defaults -u root --socket={} edxapp < {}",
                                          server.socket(), default_sample().path("lms.sql"));
  ASSERT_EQ(std::system(command.c_str()), 0);
  auto connection = server.root("edxapp");
  for (const Dump& dump : kDumps) {
    auto found = connection.query(fmt::format("SELECT {} FROM {} ORDER BY 1, 2", dump.select, dump.table));
    ASSERT_TRUE(found) << base::to_text(found.error());
    std::vector<Fields> stored, dumped = dump_rows(default_sample(), dump.table);
    for (const auto& row : found->rows) {
      Fields fields;
      for (const auto& value : row) fields.push_back(value.value_or("\\N"));
      stored.push_back(std::move(fields));
    }
    std::sort(stored.begin(), stored.end());
    std::sort(dumped.begin(), dumped.end());
    EXPECT_EQ(stored, dumped) << dump.table;
  }
  auto modules = connection.query(
      "SELECT COUNT(*), COUNT(grade), MAX(grade <= max_grade) FROM courseware_studentmodule");
  ASSERT_TRUE(modules);
  EXPECT_EQ(
      modules->rows[0][0],
      std::to_string(
          lines_of(base::read_file(default_sample().path("lms/courseware_studentmodule/part-00000")).value())
              .size()));
  EXPECT_EQ(modules->rows[0][2], "1");
}

}  // namespace
}  // namespace sluice::sample
