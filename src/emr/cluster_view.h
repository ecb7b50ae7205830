// A cluster as it is now: what EMR's Describe and List calls say of it, gathered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

struct NodeGroup {
  std::string id, name, role, type;  // role: MASTER, CORE, TASK; of a fleet `type` is its first type
  std::string state;                 // PROVISIONING, RUNNING, ARRESTED, SUSPENDED, …
  int requested = 0, running = 0;    // instances, or capacity units of a fleet
  std::string reason;                // why it is in that state; may be empty
  aws::Json json;                    // as EMR gives it
};
struct ClusterView {
  std::string id, name, state, reason_code, reason;
  bool fleets = false;
  std::vector<NodeGroup> groups;
  aws::Json cluster;  // of DescribeCluster

  std::optional<std::string> tag(const std::string& key) const;
  // Every group or fleet that is asked for is RUNNING.
  bool all_groups_running() const;
};
// DescribeCluster, and its groups or fleets.
Result<ClusterView> view_cluster(aws::Api& api, const std::string& id);

struct MasterNode {
  std::string instance_id, private_ip, public_ip, public_dns;
};
// The last RUNNING one listed (spec cluster-file.md section 11); nothing while there is none.
Result<std::optional<MasterNode>> find_master(aws::Api& api, const ClusterView& view);

// Newest first, as ListSteps gives them.
Result<std::vector<aws::Json>> list_steps(aws::Api& api, const std::string& id);

}  // namespace sluice::emr
