// One pass over the tracking logs for all jobs: files and blocks spread over threads, pairs collected in
// bounded memory.
//
//   file → blocks of lines → events → every job's extract() → pair tables → (spilled runs) → one sorted
//   stream per job
//
// The streams do not depend on the number of threads or on the memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "engine/counters.h"
#include "engine/record.h"
#include "jobs/job.h"
#include "launch/log_choice.h"
#include "launch/progress.h"

namespace sluice::launch {

// One job's share of the pass.
struct ScanJob {
  const jobs::Job* job = nullptr;
  base::DayInterval window;  // events of these days
};

struct ScanOptions {
  size_t threads = 1;
  size_t memory = size_t{1} << 30;  // for the pairs of all jobs together
  std::string folder;               // for run files; exists
  bool fail_on_damage = false;      // a damaged gzip file ends the run instead of a warning
};

struct ScanResult {
  std::vector<std::unique_ptr<engine::RecordStream>> pairs;  // of each job, sorted by day and key
  std::vector<uint64_t> pair_bytes;                          // about how many they are, to plan by
  engine::Counters counters;                                 // "lines", "unparseable lines", …
  std::vector<engine::Counters> drops;                       // of each job
  std::vector<std::string> damaged;                          // "FILE: what is wrong"
  uint64_t spilled_runs = 0;
};

// kInterrupted on Ctrl-C; errors of reading name the file.
Result<ScanResult> scan_logs(const std::vector<ScanFile>& files, const std::vector<ScanJob>& jobs,
                             const ScanOptions& options, Progress& progress);

}  // namespace sluice::launch
