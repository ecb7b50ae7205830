#include "jobs/parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sluice::jobs {
namespace {

Result<base::Day> to_day(const std::string& text) {
  if (auto day = base::parse_day(text)) return *day;
  return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no day", text), "write YYYY-MM-DD");
}

Result<int> to_count(const std::string& text, int least) {
  auto n = base::parse_int(text);
  if (!n || *n < least || *n > 1'000'000)
    return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no whole number of at least {}", text, least));
  return static_cast<int>(*n);
}

template <std::optional<base::Day> Parameters::* Field>
Status set_day(Parameters& p, const std::string& text) {
  SLUICE_TRY(p.*Field, to_day(text));
  return {};
}

template <std::string Parameters::* Field>
Status set_text(Parameters& p, const std::string& text) {
  p.*Field = text;
  return {};
}

template <std::vector<std::string> Parameters::* Field>
Status add_text(Parameters& p, const std::string& text) {
  (p.*Field).push_back(text);
  return {};
}

template <std::vector<std::string> Parameters::* Field>
void clear(Parameters& p) {
  (p.*Field).clear();
}

Status set_boolean(Parameters& p, const std::string& text) {
  std::string word = base::to_lower_ascii(text);
  bool yes = word == "true" || word == "yes" || word == "on" || word == "1";
  bool no = word == "false" || word == "no" || word == "off" || word == "0";
  if (!yes && !no) return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is neither true nor false", text));
  p.allow_empty_insert = yes;
  return {};
}

}  // namespace

const std::vector<ParameterDeclaration>& parameter_declarations() {
  using P = Parameters;
  static const std::vector<ParameterDeclaration> all = {
      {"source", "PATH", "folder or file of tracking logs, walked to any depth", true, add_text<&P::source>,
       clear<&P::source>},
      {"pattern", "REGEX",
       "which files count and, by a group (?P<date>…) or (?P<timestamp>…), of which day they are", true,
       add_text<&P::pattern>, clear<&P::pattern>},
      {"date_pattern", "FORMAT", "how the date group is written, as strptime has it (%Y%m%d)", false,
       set_text<&P::date_pattern>},
      {"expand_interval", "DURATION", "read files this much before and after the window as well (2 days)",
       false,
       [](P& p, const std::string& text) -> Status {
         SLUICE_TRY(p.expand_interval, base::parse_duration_days(text));
         return {};
       }},
      {"interval", "A..B", "the days to compute; B is not included", false,
       [](P& p, const std::string& text) -> Status {
         SLUICE_TRY(p.interval, base::parse_interval(text));
         return {};
       }},
      {"interval_start", "DAY", "first day to compute, instead of interval", false,
       set_day<&P::interval_start>},
      {"interval_end", "DAY", "day after the last one (today, UTC)", false, set_day<&P::interval_end>},
      {"end_date", "DAY", "activity: complete weeks before this day (the end of the interval, or today)",
       false, set_day<&P::end_date>},
      {"weeks", "N", "activity: how many weeks (24)", false,
       [](P& p, const std::string& text) -> Status {
         SLUICE_TRY(p.weeks, to_count(text, 1));
         return {};
       }},
      {"overwrite_n_days", "N",
       "read the logs of the last N days anew; older days come from the warehouse (3)", false,
       [](P& p, const std::string& text) -> Status {
         SLUICE_TRY(p.overwrite_n_days, to_count(text, 0));
         return {};
       }},
      {"geolocation_data", "FILE", "location: MaxMind DB (.mmdb) or text of CIDR<tab>country lines", false,
       set_text<&P::geolocation_data>},
      {"date", "DAY", "location: date of the LMS import (today, UTC)", false, set_day<&P::date>},
      {"allow_empty_insert", "true|false", "let a result without rows replace a table (false)", false,
       set_boolean},
  };
  return all;
}

const ParameterDeclaration* find_parameter(std::string_view name) {
  for (const ParameterDeclaration& declaration : parameter_declarations())
    if (declaration.name == name) return &declaration;
  return nullptr;
}

Result<base::DayInterval> Parameters::days(base::Day today) const {
  if (interval) return *interval;
  if (!interval_start)
    return fail(ErrorKind::kInvalidInput, "no interval is given",
                "add --interval A..B, or --interval-start A");
  base::DayInterval out{*interval_start, interval_end.value_or(today)};
  if (out.begin > out.end)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("the interval {} ends before it begins", base::format_interval(out)));
  return out;
}

base::DayInterval Parameters::window(base::Day first, base::Day end) const {
  base::Day begin = std::max(first, end - std::chrono::days(overwrite_n_days));
  return {std::min(begin, end), end};
}

}  // namespace sluice::jobs
