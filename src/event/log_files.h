// Which tracking log files a run reads (tracking-events.md section 1): walk the sources, match the names,
// compare dates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/time.h"
#include "event/pattern.h"

namespace sluice::event {

// What a file's name says about its day.
struct LogFile {
  std::string path;
  uint64_t size = 0;
  std::optional<base::Day> day;  // nothing: the pattern has no date group, the file always counts
  // True if the file counts for events of `interval` (already expanded).
  bool counts_for(const base::DayInterval& expanded) const { return !day || expanded.contains(*day); }
};

class LogSelection {
 public:
  // `patterns` in the order in which they are tried; `date_pattern` in the form of strptime.
  // kInvalidInput for a pattern that is no regular expression.
  static Result<LogSelection> create(const std::vector<std::string>& patterns, std::string date_pattern);

  // Nothing if no pattern matches or the captured date does not exist; the latter is added to `findings` as a
  // warning.
  std::optional<LogFile> classify(const std::string& path, uint64_t size, Diagnostics& findings) const;

  // All matching files below the sources (plain paths or file://), sorted by path, each once. A source that
  // does not exist gives a warning and no files; another scheme is an error.
  Result<std::vector<LogFile>> list(const std::vector<std::string>& sources, Diagnostics& findings) const;

 private:
  LogSelection(std::vector<Pattern> patterns, std::string date_pattern)
      : patterns_(std::move(patterns)), date_pattern_(std::move(date_pattern)) {}
  std::vector<Pattern> patterns_;
  std::string date_pattern_;
};

}  // namespace sluice::event
