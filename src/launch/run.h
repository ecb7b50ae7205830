// Running jobs embedded in this process: check everything, read the logs once, write day files, reduce,
// publish.
//
//   RunRequest → check → scan → day files → reduce → result files → store and/or TSV → RunReport
//
// Ended at any moment and run again, it gives the same rows: day files and results are put in place as single
// steps, the warehouse is locked by the kernel, temporary files of a dead run are removed at the next start.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/time.h"
#include "engine/counters.h"
#include "jobs/job.h"
#include "launch/progress.h"
#include "store/connection.h"

namespace sluice::launch {

struct JobRequest {
  const jobs::Job* job = nullptr;
  jobs::Parameters parameters;
};

struct RunRequest {
  std::vector<JobRequest> jobs;
  bool incomplete = false;  // some parameters could not be read and were reported: check() says nothing that
                            // follows from them
  bool skip_what_cannot_run = false;  // `run all`: leave a job out whose inputs are not given, and say so
  std::string warehouse;
  std::string lms;                  // "mysql://…" or a folder of dumps; empty: none
  std::optional<store::Dsn> store;  // where to publish
  std::string tsv;                  // folder for TSV files; empty: none
  size_t threads = 1;
  size_t memory = size_t{1} << 30;
  bool fail_on_damage = false;
  base::Day today{};
};

struct TableReport {
  std::string table;
  uint64_t rows = 0;
  std::string skipped;  // why it was left as it is; empty if published
};

struct JobReport {
  std::string job;
  base::DayInterval window, result;
  std::vector<TableReport> tables;
  engine::Counters drops;
  uint64_t day_file_lines = 0;
  double seconds = 0;          // from day files to published tables
  std::optional<Error> error;  // the job failed; its old tables stand
};

struct RunReport {
  std::vector<JobReport> jobs;
  std::vector<std::string> left_out;  // "location: no GeoIP file is given"
  engine::Counters counters;
  std::vector<std::string> damaged;
  uint64_t files = 0, raw_bytes = 0, spilled_runs = 0;
  double seconds = 0;                              // all of it
  double scan_seconds = 0, day_files_seconds = 0;  // reading the logs; sorting and writing what they gave
  bool failed() const;
};

// What a job cannot run without and was not given; empty if nothing is missing.
std::string missing_input(const JobRequest& job, const RunRequest& request);
// All that is wrong with a request, before anything is read or written; and what the user should know
// (warnings).
Diagnostics check(const RunRequest& request);
// The error is one that concerns all jobs; a single job's is in its report. kConflict if another run holds
// the warehouse.
Result<RunReport> run(const RunRequest& request, Progress& progress);

// For people and for machines.
std::string to_text(const RunReport& report);
std::string to_json(const RunReport& report);

}  // namespace sluice::launch
