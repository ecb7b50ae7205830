#include "engine/sorter.h"

#include "engine/merge.h"

namespace sluice::engine {

Status Sorter::add(std::string_view line) {
  table_.emit(base::Day{}, line);
  if (table_.memory_bytes() < memory_) return {};
  runs_.push_back(folder_ + "/" + name_ + "-" + std::to_string(runs_.size()) + ".run");
  return table_.spill(runs_.back());
}

Result<std::unique_ptr<RecordStream>> Sorter::finish() {
  std::vector<std::unique_ptr<RecordStream>> rest;
  rest.push_back(table_.take_sorted());
  return merge_runs(std::move(runs_), std::move(rest), Combine::kNone, folder_);
}

}  // namespace sluice::engine
