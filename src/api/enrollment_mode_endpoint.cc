// courses/C/enrollment/mode/: one object per date, all modes side by side (spec data-api.md section 3.2).
#include <map>

#include "api/cells.h"
#include "api/course_days.h"
#include "api/enrollment_modes.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

// One date while its rows come by.
struct Day {
  StoredCell date, created;
  int64_t count = 0, cumulative = 0;
  std::map<std::string, int64_t> modes;
};

Json to_json(const std::string& course_id, const Day& day) {
  Json object = {{"course_id", course_id},
                 {"date", text_or_null(day.date)},
                 {"count", day.count},
                 {"cumulative_count", day.cumulative},
                 {"created", dt_or_null(day.created)}};
  for (const std::string& mode : kShownModes) {
    const auto found = day.modes.find(mode);
    object[mode] = found == day.modes.end() ? 0 : found->second;
  }
  return object;
}

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows,
             read_course_days(question, sources.store, tables::kCourseEnrollmentModeDaily,
                              {"course_id", "date", "mode", "count", "cumulative_count", "created"}, "date"));
  std::vector<Day> days;
  for (const store::TextRow& row : rows) {
    if (days.empty() || days.back().date != row[1]) days.push_back({.date = row[1]});
    Day& day = days.back();
    day.count += count_of(row[3]);
    day.cumulative += count_of(row[4]);
    day.modes[shown_mode(row[2].value_or(""))] += count_of(row[3]);
    day.created = later(day.created, row[5]);
  }
  Json list = Json::array();
  for (const Day& day : days) list.push_back(to_json(question.course_id, day));
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment_mode")};
}

}  // namespace

Endpoint enrollment_mode_endpoint() {
  return {.path = "enrollment/mode/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
