// Advice about sizes, memory settings and the spot market, from the file alone (spec operations.md sections
// 6.2 and 6.3). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "cluster/cluster_file.h"
#include "cluster/sizing.h"

namespace sluice::cluster {

// E400–E402: the jobs would fail. W400–W409: better otherwise.
Diagnostics advise_findings(const ClusterFile& cluster);

struct GroupAdvice {
  std::string name, role, type;
  int count = 0;
  std::optional<NodeMemory> memory;  // nothing: the type is not known here
  int map = 0, reduce = 0;           // MB of a container, as the file sets them or EMR's default
  int maps_per_node = 0, reduces_per_node = 0;
  int wasted_by_maps = 0, wasted_by_reduces = 0;  // MB of a node
};
struct Advice {
  std::vector<GroupAdvice> groups;
  std::optional<int> reducers;  // the default number of reducers; nothing if a type is not known
};
Advice advise(const ClusterFile& cluster);
std::string to_text(const Advice& advice);
Json to_json(const Advice& advice);

}  // namespace sluice::cluster
