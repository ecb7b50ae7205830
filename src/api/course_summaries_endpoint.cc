// course_summaries/: one object per course, from its rows by enrollment mode (spec data-api.md section 5.1).
#include <map>
#include <set>

#include "api/cells.h"
#include "api/course_id.h"
#include "api/course_summary_rows.h"
#include "api/endpoint.h"
#include "api/enrollment_modes.h"
#include "api/list_fields.h"

namespace sluice::api {
namespace {

struct Counters {
  int64_t count = 0, cumulative = 0, change = 0, passing = 0;

  void add(const SummaryRow& row) {
    count += row.count;
    cumulative += row.cumulative;
    change += row.change;
    passing += row.passing;
  }
  Json to_json() const {
    return {{"count", count},
            {"cumulative_count", cumulative},
            {"count_change_7_days", change},
            {"passing_users", passing}};
  }
};

// A course while its rows come by.
struct Summary {
  SummaryRow any;  // of its columns that are equal in all rows
  StoredCell created;
  Counters total;
  std::map<std::string, Counters> modes;
};

Json modes_json(const Summary& summary, const std::vector<std::string>& excluded) {
  Json modes = Json::object();
  for (const std::string& mode : kShownModes) modes[mode] = Counters{}.to_json();
  for (const auto& [mode, counters] : summary.modes) modes[mode] = counters.to_json();
  for (auto& [mode, counters] : modes.items()) drop_fields(counters, excluded);
  return modes;
}

Json to_json(const Summary& summary, const SummaryQuery& query, const Parameters& parameters) {
  const SummaryRow& any = summary.any;
  const Json availability =
      any.availability == "Starting Soon" ? Json("Upcoming") : text_or_null(any.availability);
  Json object = {{"created", dt_or_null(summary.created)},
                 {"course_id", any.course_id},
                 {"catalog_course_title", text_or_null(any.title)},
                 {"catalog_course", text_or_null(any.catalog_course)},
                 {"start_date", dt_or_null(any.start)},
                 {"end_date", dt_or_null(any.end)},
                 {"pacing_type", text_or_null(any.pacing)},
                 {"availability", availability}};
  object["count"] = summary.total.count;
  object["cumulative_count"] = summary.total.cumulative;
  object["count_change_7_days"] = summary.total.change;
  object["recent_count_change"] = query.recent_day ? Json(summary.total.count - any.count_then) : Json();
  object["passing_users"] = summary.total.passing;
  object["enrollment_modes"] = modes_json(summary, parameters.list("exclude"));
  return object;
}

// The ids asked for, each of a valid form; none: all courses.
std::expected<std::vector<std::string>, Failure> asked_ids(const Parameters& parameters) {
  std::vector<std::string> ids = parameters.list("course_ids");
  for (const std::string& id : ids)
    if (!parse_course_id(id))
      return std::unexpected(
          domain_failure(400, "course_key_malformed", "Course id/key " + id + " malformed."));
  return ids;
}

std::expected<std::optional<base::Day>, Failure> asked_recent_day(const Parameters& parameters,
                                                                  base::Day today) {
  if (!parameters.has("recent_date")) return std::nullopt;
  const auto day = parse_date(parameters.one("recent_date"));
  if (!day) return std::unexpected(illegal_value("Error in recent_date: not a date of the form YYYY-MM-DD"));
  if (*day >= today) return std::unexpected(illegal_value("Error in recent_date: not before today"));
  return day;
}

Outcome answer(const Question& question, Sources& sources) {
  SummaryQuery query;
  SLUICE_TRY(query.course_ids, asked_ids(question.parameters));
  SLUICE_TRY(query.recent_day, asked_recent_day(question.parameters, sources.clock.today()));
  query.programs = question.parameters.has("programs");
  SLUICE_TRY(const SummaryRows read, read_summary_rows(query, sources.store));

  std::map<std::string, Summary> summaries;
  for (const SummaryRow& row : read.rows) {
    Summary& summary = summaries[row.course_id];
    if (summary.any.course_id.empty()) summary.any = row;
    summary.created = later(summary.created, row.created);
    summary.total.add(row);
    summary.modes[shown_mode(row.mode)].add(row);
  }
  Json list = Json::array();
  for (const auto& [id, summary] : summaries) {
    Json object = to_json(summary, query, question.parameters);
    if (query.programs) {
      const auto programs = read.programs.find(id);
      object["programs"] = programs == read.programs.end() ? Json::array() : Json(programs->second);
    }
    choose_fields(object, question.parameters);
    list.push_back(std::move(object));
  }
  return Answer{std::move(list), "course_summaries"};
}

}  // namespace

Endpoint course_summaries_endpoint() {
  return {.path = "course_summaries/", .place = Place::kData, .answer = answer, .takes_post = true};
}

}  // namespace sluice::api
