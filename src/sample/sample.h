// Writes a sample: tracking logs, LMS tables as dumps and as SQL, the geo file.
//
//   FOLDER/tracking/HOST/tracking.log-*.gz    FOLDER/lms/TABLE/part-00000    FOLDER/lms.sql
//   FOLDER/geo/country.tsv
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "sample/options.h"

namespace sluice::sample {

struct SampleReport {
  uint64_t log_files = 0;
  uint64_t lines = 0;
  uint64_t raw_bytes = 0;
  uint64_t gzip_bytes = 0;
  uint64_t lms_rows = 0;
  uint64_t lms_bytes = 0;  // dumps and SQL
};

struct SampleProgress {
  uint64_t raw_bytes = 0;
  uint64_t expected_bytes = 0;
};

// Generates with plan.threads threads; `on_progress` is called from the calling thread about five times a
// second. kAlreadyExists if the folder is not empty and plan.replace is not set; with it, what an earlier
// sample left there (tracking, lms, lms.sql, geo) is removed first. kNoSpace, kPermission, kIo, kInterrupted.
// On failure the folder is incomplete.
Result<SampleReport> write_sample(const SamplePlan& plan,
                                  const std::function<void(const SampleProgress&)>& on_progress = {});

}  // namespace sluice::sample
