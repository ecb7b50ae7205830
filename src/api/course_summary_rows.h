// What course_summaries/ reads: the rows of the courses asked for, with their count on an earlier day and
// their programs, in one statement, hence of one snapshot.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/cells.h"
#include "api/store_reader.h"
#include "base/time.h"

namespace sluice::api {

struct SummaryQuery {
  std::vector<std::string> course_ids;  // empty: all
  std::optional<base::Day> recent_day;
  bool programs = false;
};

// A row of course_meta_summary_enrollment; NULL counters are 0.
struct SummaryRow {
  std::string course_id;
  StoredCell title, catalog_course, start, end, pacing, availability;
  std::string mode;
  int64_t count = 0, cumulative = 0, change = 0, passing = 0;
  StoredCell created;
  int64_t count_then = 0;  // of the whole course on `recent_day`; 0 if there is no row of that day
};

struct SummaryRows {
  std::vector<SummaryRow> rows;
  std::map<std::string, std::set<std::string>> programs;  // by course
};

// Missing tables have no rows.
Result<SummaryRows> read_summary_rows(const SummaryQuery& query, StoreReader& store);

}  // namespace sluice::api
