#include "cli/course_text.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "cli/course_chart.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

using api::Json;

// A time for people; of a midnight, its day is enough.
std::string cell(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_number_integer()) return base::human_count(value.get<uint64_t>());
  if (value.is_object() && value.contains("name")) return value["name"].get<std::string>();
  if (!value.is_string()) return value.dump();
  std::string text = value.get<std::string>();
  if (text.size() == 17 && text[10] == 'T') {  // YYYY-MM-DDTHHMMSS
    if (text.ends_with("T000000")) return text.substr(0, 10);
    text = text.substr(0, 10) + " " + text.substr(11, 2) + ":" + text.substr(13, 2);
  }
  return text;
}

std::string spaced(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

int64_t number(const Json& row, const std::string& name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
}

// Said once, above the table.
bool in_heading(const std::string& name) {
  return name == "course_id" || name == "created";
}
bool is_time(const std::string& name) {
  return name == "date" || name.starts_with("interval_");
}

std::string heading(const Json& row) {
  return fmt::format("{}  (loaded {})\n", row.value("course_id", ""), cell(row.value("created", Json())));
}

std::string trend(const std::string& name, const std::vector<int64_t>& values) {
  return fmt::format("{:<18} {:>9} {} {}\n", name, base::human_count(static_cast<uint64_t>(values.front())),
                     sparkline(values, 60), base::human_count(static_cast<uint64_t>(values.back())));
}

std::vector<int64_t> column(const Json& rows, const std::string& name) {
  std::vector<int64_t> values;
  for (const Json& row : rows) values.push_back(number(row, name));
  return values;
}

// Columns of all rows, in the order of first appearance; times first.
std::vector<std::string> columns_of_rows(const Json& rows) {
  std::vector<std::string> times, others;
  for (const Json& row : rows)
    for (const auto& [name, value] : row.items()) {
      std::vector<std::string>& to = is_time(name) ? times : others;
      if (!in_heading(name) && std::ranges::find(to, name) == to.end()) to.push_back(name);
    }
  times.insert(times.end(), others.begin(), others.end());
  return times;
}

TextTable as_table(const Json& rows) {
  TextTable table;
  const std::vector<std::string> names = columns_of_rows(rows);
  for (const std::string& name : names) {
    const auto has_number = [&](const Json& row) { return row.contains(name) && row[name].is_number(); };
    table.header.push_back(spaced(name));
    // Years are names, not amounts.
    table.numeric.push_back(name != "birth_year" && std::ranges::any_of(rows, has_number));
  }
  for (const Json& row : rows) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const std::string& name : names) {
      const Json value = row.value(name, Json());
      cells.push_back(name == "birth_year" && !value.is_null() ? value.dump() : cell(value));
    }
  }
  return table;
}

std::string series_text(const Json& rows, const TextStyle& style) {
  TextTable table = as_table(rows);
  table.lengths = column(rows, "count");
  std::string text = heading(rows[0]) + table.to_text(style.bar_width, style.color);
  if (rows.size() > 1) text += "\n" + trend("count", table.lengths);
  return text;
}

std::string categories_text(const Json& rows, const TextStyle& style) {
  TextTable table = as_table(rows);
  table.lengths = column(rows, "count");
  return heading(rows[0]) + table.to_text(style.bar_width, style.color);
}

// One date: its categories below each other.
std::string turned_text(const Json& row, const TextStyle& style) {
  TextTable table{{"", "learners"}, {}, {false, true}, {}};
  std::string when;
  for (const auto& [name, value] : row.items()) {
    if (in_heading(name)) continue;
    if (is_time(name)) {
      when += (when.empty() ? "" : " to ") + cell(value);
      continue;
    }
    table.rows.push_back({spaced(name), cell(value)});
    const bool total = name == "count" || name == "cumulative_count";
    table.lengths.push_back(total ? 0 : number(row, name));
  }
  return heading(row) + when + "\n" + table.to_text(style.bar_width, style.color);
}

std::string wide_text(const Json& rows, const TextStyle& style) {
  if (rows.size() == 1) return turned_text(rows[0], style);
  std::string text = heading(rows[0]) + as_table(rows).to_text(style.bar_width, style.color) + "\n";
  for (const std::string& name : columns_of_rows(rows))
    if (!is_time(name)) text += trend(spaced(name), column(rows, name));
  return text;
}

std::string summary_text(const Json& rows, const TextStyle& style) {
  const Json& summary = rows[0];
  std::string text = heading(summary);
  for (const auto& [name, value] : summary.items())
    if (!in_heading(name) && !value.is_object() && !value.is_null())
      text += fmt::format("{:<22} {}\n", spaced(name), cell(value));
  TextTable table{
      {"mode", "count", "cumulative", "change 7 days", "passing"}, {}, {false, true, true, true, true}, {}};
  for (const auto& [mode, counters] : summary["enrollment_modes"].items()) {
    table.rows.push_back({mode, cell(counters["count"]), cell(counters["cumulative_count"]),
                          std::to_string(number(counters, "count_change_7_days")),
                          cell(counters["passing_users"])});
    table.lengths.push_back(number(counters, "count"));
  }
  return text + "\n" + table.to_text(style.bar_width, style.color);
}

std::string courses_text(const Json& value, const TextStyle& style) {
  TextTable table{{"course", "title", "loaded", "enrolled"}, {}, {false, false, false, true}, {}};
  for (const Json& course : value["courses"]) {
    table.rows.push_back({cell(course["course_id"]), cell(course["title"]), cell(course["last_updated"]),
                          cell(course["current_enrollment"])});
    table.lengths.push_back(number(course, "current_enrollment"));
  }
  return table.to_text(style.bar_width, style.color);
}

}  // namespace

std::string course_text(Layout layout, const Json& value, const TextStyle& style) {
  switch (layout) {
    case Layout::kSeries: return series_text(value, style);
    case Layout::kCategories: return categories_text(value, style);
    case Layout::kWide: return wide_text(value, style);
    case Layout::kSummary: return summary_text(value, style);
    case Layout::kCourses: return courses_text(value, style);
  }
  return "";
}

}  // namespace sluice::cli
