// The nodes that a RunJobFlow body asks for, groups and fleets in one form. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/cluster_file.h"

namespace sluice::cluster {

struct PlannedType {
  std::string type;
  int weight = 1;                     // capacity units of one instance
  std::optional<double> bid;          // USD per hour
  std::optional<double> bid_percent;  // of the on-demand price
  Json ebs;                           // EbsConfiguration, asked for or added by EMR; null: none
};
struct PlannedGroup {
  std::string name, role;  // MASTER, CORE, TASK
  std::string path;        // "instance_groups.core"
  bool fleet = false;
  int on_demand = 0, spot = 0;     // instances, or capacity units of a fleet
  std::vector<PlannedType> types;  // a group has one
  Json configurations;             // of this group alone; null: none

  // The most instances of types[i] that can come, on demand and spot.
  int most_instances(size_t i) const;
};
std::vector<PlannedGroup> planned_groups(const Json& body);
// The most instances altogether.
int most_nodes(const std::vector<PlannedGroup>& groups);
std::vector<std::string> types_of(const std::vector<PlannedGroup>& groups);  // sorted, each once

}  // namespace sluice::cluster
