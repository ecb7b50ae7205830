// One thread of a scan: parses lines, lets the jobs extract, keeps their pairs within its share of the
// memory. Threads: one at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/counters.h"
#include "engine/pair_table.h"
#include "event/line_blocks.h"
#include "event/line_parser.h"
#include "launch/scan.h"

namespace sluice::launch {

class ScanWorker {
 public:
  ScanWorker(size_t number, const std::vector<ScanJob>& jobs, size_t memory, std::string folder);

  // Every line of a block, for the jobs in the bit set `wanted`; spills if that filled the memory.
  Status take(const event::LineBlock& block, uint32_t wanted);

  uint64_t lines() const { return lines_; }
  engine::PairTable& table(size_t job) { return *tables_[job]; }
  const std::vector<std::string>& runs(size_t job) const { return runs_[job]; }
  // In memory and spilled.
  uint64_t pair_bytes(size_t job) const { return tables_[job]->memory_bytes() + spilled_[job]; }
  // Adds this worker's counts.
  void count(engine::Counters& totals, std::vector<engine::Counters>& drops) const;

 private:
  void take_event(const event::Event& event, uint32_t wanted);
  Status spill_if_full();

  size_t number_;
  const std::vector<ScanJob>& jobs_;
  size_t memory_;
  std::string folder_;
  event::LineParser parser_;
  std::vector<std::unique_ptr<engine::PairTable>> tables_;
  std::vector<std::vector<std::string>> runs_;
  std::vector<uint64_t> spilled_;
  std::vector<jobs::DropCounts> drops_;
  std::vector<uint64_t> outside_;
  uint64_t lines_ = 0, unparseable_ = 0, without_time_ = 0, bad_time_ = 0;
};

}  // namespace sluice::launch
