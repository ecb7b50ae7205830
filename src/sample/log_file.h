// One rotated tracking log of one host: which time it covers, its name, and its lines in the order in which
// they were written.
//
//   hosts with even number: rotated at 03:00, named by the day of the rotation tracking.log-YYYYMMDD.gz hosts
//   with odd number:  rotated at midnight, named by the day that ended, with the
//                           epoch second of the rotation tracking.log-YYYYMMDD-SSSSSSSSSS.gz
// (tracking-events.md section 1.5). In both, lines about events of the day before stand at the start.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "sample/world.h"

namespace sluice::sample {

struct LogFile {
  int host = 0;
  std::string name;           // "prod-edx-001/tracking.log-20240206.gz"
  base::Micros from{}, to{};  // lines written in [from, to)
};
// All log files of the plan, in the order of hosts and days.
std::vector<LogFile> log_files(const SamplePlan& plan);

struct LogFileSize {
  uint64_t lines = 0, raw_bytes = 0, gzip_bytes = 0;
};
// Writes the file below `folder` (which has the host's folder already). `progress` grows by the raw bytes
// written. Memory: the sessions that go on at one moment, and 24 bytes for each session of the file.
Result<LogFileSize> write_log_file(const World& world, const LogFile& file, const std::string& folder,
                                   std::atomic<uint64_t>& progress);

}  // namespace sluice::sample
