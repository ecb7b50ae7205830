// courses/C/recent_activity/: the newest week of one kind of activity, as one object (spec data-api.md
// section 3.8).
#include "api/activity_labels.h"
#include "api/cells.h"
#include "api/course_days.h"
#include "base/text.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

// What is asked for, as shown: `label` is the older spelling of `activity_type` and wins.
std::string asked_label(const Parameters& parameters) {
  for (const char* name : {"label", "activity_type"})
    if (parameters.has(name)) return shown_label(parameters.one(name));
  return "any";
}

std::string stored_label(const std::string& label) {
  return label == "any" ? "ACTIVE" : base::to_upper_ascii(label);
}

Outcome answer(const Question& question, Sources& sources) {
  const schema::Table& table = tables::kCourseActivity;
  const std::string label = asked_label(question.parameters);
  const std::string sql =
      "SELECT " + select_list(table, {"course_id", "interval_start", "interval_end", "count"}) + " FROM " +
      schema::quote_name(table.name) +
      " WHERE course_id = ? AND label = ? ORDER BY interval_end DESC, interval_start DESC LIMIT 1";
  SLUICE_TRY(const store::RowSet read,
             query_or_nothing(sources.store, table.name, sql, {question.course_id, stored_label(label)}));
  if (read.rows.empty() || read.rows[0][0] != question.course_id) return std::unexpected(not_found());
  const store::TextRow& row = read.rows[0];
  return Answer{{{"interval_start", iso_text(row[1].value_or(""))},
                 {"interval_end", iso_text(row[2].value_or(""))},
                 {"activity_type", label},
                 {"count", integer_or_null(row[3])},
                 {"course_id", question.course_id}},
                course_csv_name(question.course_id, "recent-activity")};
}

}  // namespace

Endpoint recent_activity_endpoint() {
  return {.path = "recent_activity/", .answer = answer};
}

}  // namespace sluice::api
