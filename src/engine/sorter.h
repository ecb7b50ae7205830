// Sorts any number of lines in bounded memory: spills sorted runs, then merges them. Lines may repeat; all
// are kept. Threads: one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pair_table.h"

namespace sluice::engine {

class Sorter {
 public:
  // Run files go to `folder` (which exists) under names that begin with `name`; about `memory` bytes are
  // used.
  Sorter(std::string folder, std::string name, size_t memory)
      : folder_(std::move(folder)), name_(std::move(name)), memory_(memory) {}
  Status add(std::string_view line);
  // The lines as Record::key, by bytes. The Sorter is empty afterwards.
  Result<std::unique_ptr<RecordStream>> finish();

 private:
  std::string folder_, name_;
  size_t memory_;
  PairTable table_{Combine::kNone};
  std::vector<std::string> runs_;
};

}  // namespace sluice::engine
