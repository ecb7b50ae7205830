// Which files one pass reads, and for which jobs: each job chooses by its own sources, patterns and window
// (tracking-events.md 1.2 to 1.4); a file that several jobs choose is read once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/time.h"
#include "jobs/parameters.h"

namespace sluice::launch {

struct ScanFile {
  std::string path;
  uint64_t size = 0;
  uint32_t jobs = 0;  // bit set of those that chose it, by their place in the list
};

struct LogWish {
  const jobs::Parameters* parameters = nullptr;
  base::DayInterval window;  // whose events are wanted; files are chosen from it widened by expand_interval
};

// Sorted by path, each once. Jobs that choose alike share one walk of the sources. At most 32 wishes.
// Warnings go to `findings`; errors as LogSelection.
Result<std::vector<ScanFile>> choose_logs(const std::vector<LogWish>& wishes, Diagnostics& findings);

}  // namespace sluice::launch
