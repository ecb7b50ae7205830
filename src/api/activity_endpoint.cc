// courses/C/activity/: distinct learners per week and kind of activity (spec data-api.md section 3.7).
#include <map>

#include "api/activity_labels.h"
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

struct Week {
  std::map<std::string, Json> counts;  // by shown label
  StoredCell created;
};

// The newest interval of the course, or all that start and end in the range, both compared as full times.
Result<store::RowSet> read(const Question& question, StoreReader& store) {
  const schema::Table& table = tables::kCourseActivity;
  const std::string name = schema::quote_name(table.name);
  std::string sql =
      "SELECT " +
      select_list(table, {"course_id", "interval_start", "interval_end", "label", "count", "created"}) +
      " FROM " + name + " WHERE course_id = ?";
  SqlParameters parameters = {question.course_id};
  if (!question.dates.given()) {
    sql += " AND interval_end = (SELECT MAX(interval_end) FROM " + name + " WHERE course_id = ?)";
    parameters.emplace_back(question.course_id);
  }
  if (question.dates.start) {
    sql += " AND interval_start >= ?";
    parameters.emplace_back(base::format_datetime(*question.dates.start));
  }
  if (question.dates.end) {
    sql += " AND interval_end < ?";
    parameters.emplace_back(base::format_datetime(*question.dates.end));
  }
  return query_or_nothing(store, table.name, sql, parameters);
}

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const store::RowSet read_rows, read(question, sources.store));
  std::map<std::pair<std::string, std::string>, Week> weeks;  // by start and end
  for (const store::TextRow& row : read_rows.rows) {
    if (row[0] != question.course_id) continue;
    Week& week = weeks[{row[1].value_or(""), row[2].value_or("")}];
    week.created = later(week.created, row[5]);
    const std::string label = shown_label(row[3].value_or(""));
    if (is_shown_label(label)) week.counts[label] = integer_or_null(row[4]);
  }
  Json list = Json::array();
  for (const auto& [interval, week] : weeks) {
    Json object = {{"interval_start", dt_text(interval.first)},
                   {"interval_end", dt_text(interval.second)},
                   {"course_id", question.course_id}};
    for (const std::string& label : kShownLabels)
      if (const auto found = week.counts.find(label); found != week.counts.end())
        object[label] = found->second;
    object["created"] = dt_or_null(week.created);
    list.push_back(std::move(object));
  }
  return Answer{std::move(list), course_csv_name(question.course_id, "engagement-activity")};
}

}  // namespace

Endpoint activity_endpoint() {
  return {.path = "activity/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
