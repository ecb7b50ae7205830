// Named counts of a run: lines read, events dropped by reason, rows written (tracking-events.md 9.1).
// Threads: one at a time; each worker has its own, merged at the end.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sluice::engine {

class Counters {
 public:
  void add(const std::string& name, uint64_t n = 1) { counts_[name] += n; }
  void merge(const Counters& other) {
    for (const auto& [name, n] : other.counts_) counts_[name] += n;
  }
  uint64_t get(const std::string& name) const {
    auto found = counts_.find(name);
    return found == counts_.end() ? 0 : found->second;
  }
  const std::map<std::string, uint64_t>& all() const { return counts_; }

 private:
  std::map<std::string, uint64_t> counts_;
};

}  // namespace sluice::engine
