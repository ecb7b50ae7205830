#include "api/course_summary_rows.h"

#include <algorithm>

#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

using tables::kCourseEnrollmentDaily;
using tables::kCourseMetaSummaryEnrollment;
using tables::kCourseProgramMetadata;

// More ids than this (or ids that the server cannot compare) are picked out here: reading every course is no
// slower then.
constexpr size_t kMostIdsInSql = 1000;

struct Statement {
  std::string sql;
  SqlParameters parameters;
};

void restrict(Statement& statement, const std::vector<std::string>& ids) {
  if (ids.empty() || ids.size() > kMostIdsInSql || std::ranges::any_of(ids, has_long_character)) return;
  statement.sql += " WHERE course_id IN (";
  for (size_t i = 0; i < ids.size(); ++i) {
    statement.sql += i ? ", ?" : "?";
    statement.parameters.emplace_back(ids[i]);
  }
  statement.sql += ")";
}

// Tables of the store that the query needs and that are there.
struct Present {
  bool daily = true;
  bool programs = true;
};

Statement build(const SummaryQuery& query, const Present& present) {
  Statement statement;
  statement.sql =
      "SELECT " + select_list(kCourseMetaSummaryEnrollment,
                              {"course_id", "catalog_course_title", "catalog_course", "start_time",
                               "end_time", "pacing_type", "availability", "enrollment_mode", "count",
                               "cumulative_count", "count_change_7_days", "passing_users", "created"});
  if (query.recent_day && present.daily) {
    statement.sql += ", (SELECT d.count FROM " + schema::quote_name(kCourseEnrollmentDaily.name) +
                     " d WHERE d.course_id = s.course_id AND d.date = ? LIMIT 1)";
    statement.parameters.emplace_back(base::format_day(*query.recent_day));
  } else {
    statement.sql += ", NULL";
  }
  statement.sql += ", NULL FROM " + schema::quote_name(kCourseMetaSummaryEnrollment.name) + " s";
  restrict(statement, query.course_ids);
  if (query.programs && present.programs) {
    statement.sql += " UNION ALL SELECT course_id";
    for (int i = 0; i < 13; ++i) statement.sql += ", NULL";
    statement.sql += ", program_id FROM " + schema::quote_name(kCourseProgramMetadata.name);
    restrict(statement, query.course_ids);
  }
  return statement;
}

SummaryRow to_row(const store::TextRow& cells) {
  SummaryRow row;
  row.course_id = cells[0].value_or("");
  row.title = cells[1];
  row.catalog_course = cells[2];
  row.start = cells[3];
  row.end = cells[4];
  row.pacing = cells[5];
  row.availability = cells[6];
  row.mode = cells[7].value_or("");
  row.count = count_of(cells[8]);
  row.cumulative = count_of(cells[9]);
  row.change = count_of(cells[10]);
  row.passing = count_of(cells[11]);
  row.created = cells[12];
  row.count_then = count_of(cells[13]);
  return row;
}

Result<std::set<std::string>> existing_tables(StoreReader& store) {
  SLUICE_TRY(
      const store::RowSet read,
      store.query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()", {}));
  std::set<std::string> names;
  for (const store::TextRow& row : read.rows) names.insert(row[0].value_or(""));
  return names;
}

// A table is missing: the same with what is there.
Result<store::RowSet> read_without_missing(const SummaryQuery& query, StoreReader& store) {
  SLUICE_TRY(const auto names, existing_tables(store));
  const Present present{names.contains(kCourseEnrollmentDaily.name),
                        names.contains(kCourseProgramMetadata.name)};
  if (query.recent_day && !present.daily) warn_missing_table(kCourseEnrollmentDaily.name);
  if (query.programs && !present.programs) warn_missing_table(kCourseProgramMetadata.name);
  const Statement statement = build(query, present);
  return query_or_nothing(store, kCourseMetaSummaryEnrollment.name, statement.sql, statement.parameters);
}

}  // namespace

Result<SummaryRows> read_summary_rows(const SummaryQuery& query, StoreReader& store) {
  const Statement statement = build(query, Present{});
  Result<store::RowSet> read = store.query(statement.sql, statement.parameters);
  if (!read && read.error().kind == ErrorKind::kNotFound) read = read_without_missing(query, store);
  if (!read) return fail(std::move(read).error());

  const std::set<std::string> wanted(query.course_ids.begin(), query.course_ids.end());
  SummaryRows rows;
  for (const store::TextRow& cells : read->rows) {
    const std::string course = cells[0].value_or("");
    if (!wanted.empty() && !wanted.contains(course)) continue;
    if (cells[14]) rows.programs[course].insert(*cells[14]);
    if (!cells[14]) rows.rows.push_back(to_row(cells));
  }
  return rows;
}

}  // namespace sluice::api
