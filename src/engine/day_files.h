// Day files: what the map step of a job keeps of each day, between runs, in the warehouse (jobs.md 0.3).
//
//   path = WAREHOUSE/FOLDER/dt=YYYY-MM-DD/STEM_YYYY-MM-DD
//   file = { line LF }, sorted by bytes
//   line = key                    (Combine::kNone)
//        | key TAB count          (Combine::kSum)
//        | key TAB value          (Combine::kMax; a value may hold TABs between its own fields)
//   key  = field { TAB field }    no byte below TAB; text that may hold TAB, LF, CR or backslash is escaped
//   (schema/tsv.h)
//
// A file is put in place as one step, so a run that ends at any moment leaves each day old or new, never
// half.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/pair_sink.h"
#include "engine/record.h"

namespace sluice::engine {

struct DayFileShape {
  std::string folder;  // "user_activity_by_user"
  std::string stem;    // "user_activity"
  Combine combine = Combine::kNone;
};

std::string day_file_path(const std::string& warehouse, const DayFileShape& shape, base::Day day);

// One file for every day of `days`, empty ones included, from a stream sorted by day. Records of other days
// are an error of the caller. Returns the number of lines.
Result<uint64_t> write_day_files(const std::string& warehouse, const DayFileShape& shape,
                                 const base::DayInterval& days, RecordStream& records);

// Days of `days` that have no file yet.
std::vector<base::Day> missing_days(const std::string& warehouse, const DayFileShape& shape,
                                    const base::DayInterval& days);

// The lines of many day files together, sorted by line, in groups of lines that share their first
// `group_fields` fields. Missing files are like empty ones. Memory: a buffer for each file, at most 256 at
// once. Use: while (next_group()) { group(); while (next_line()) { day(); rest(); } }
class DayFileGroups {
 public:
  // `folder` takes temporary files when there are more than 256 days.
  static Result<DayFileGroups> open(const std::string& warehouse, const DayFileShape& shape,
                                    const base::DayInterval& days, int group_fields,
                                    const std::string& folder);
  // Move to the next group, skipping what is left of this one; false at the end.
  Result<bool> next_group();
  // Move to the next line of the group; false at its end.
  Result<bool> next_line();
  const std::string& group() const { return group_; }  // the shared fields, TAB between them
  // Of the line, until the next call of next_line() or next_group(); requires that next_line() gave true.
  base::Day day() const { return day_of(line_->day); }
  std::string_view rest() const { return line_->key.substr(group_.size() + 1); }  // after the group's TAB

 private:
  DayFileGroups(std::unique_ptr<RecordStream> lines, int group_fields)
      : lines_(std::move(lines)), fields_(group_fields) {}
  Result<std::string_view> group_of(std::string_view line) const;
  std::unique_ptr<RecordStream> lines_;
  int fields_;
  std::string group_;
  const Record* line_ = nullptr;
};

}  // namespace sluice::engine
