// Everything that can be set for a run of the jobs, under the names of the specs (tracking-events.md 1.1,
// jobs.md 0.2, 0.3 and each job). One list of declarations serves the flags of `sluice run`, the `jobs:`
// section of YAML files and the docs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sluice::jobs {

struct Parameters {
  std::vector<std::string> source;
  std::vector<std::string> pattern = {R"(.*tracking\.log.*)"};
  std::string date_pattern = "%Y%m%d";
  std::chrono::days expand_interval{2};
  std::optional<base::DayInterval> interval;
  std::optional<base::Day> interval_start, interval_end, end_date;
  int weeks = 24;
  int overwrite_n_days = 3;
  std::string geolocation_data;
  std::optional<base::Day> date;  // of the LMS import
  bool allow_empty_insert = false;

  // [a, b) of an interval job: `interval`, or `interval_start` and `interval_end` (today if absent). jobs.md
  // 0.2.
  Result<base::DayInterval> days(base::Day today) const;
  // The window that is read anew: the last `overwrite_n_days` days before `end`, never before `first`.
  // jobs.md 0.3.
  base::DayInterval window(base::Day first, base::Day end) const;
};

struct ParameterDeclaration {
  std::string name;       // "overwrite_n_days"
  std::string value;      // what to write: "DAYS", "A..B", …
  std::string help;       // one sentence
  bool repeated = false;  // a list: each use adds a value
  // Set it from text; kInvalidInput for a bad value. A repeated one is added to, and the first call after
  // `reset` empties it.
  Status (*set)(Parameters& parameters, const std::string& text);
  void (*reset)(Parameters& parameters) =
      nullptr;  // of a repeated one: forget the default or inherited values
};

const std::vector<ParameterDeclaration>& parameter_declarations();
const ParameterDeclaration* find_parameter(std::string_view name);

}  // namespace sluice::jobs
