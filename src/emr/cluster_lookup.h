// Which cluster is meant by a name: EMR itself lets any number of clusters have the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/api.h"
#include "base/time.h"

namespace sluice::emr {

struct ClusterSummary {
  std::string id, name, state;
  base::Micros created;
};
bool is_alive(const std::string& state);  // STARTING, BOOTSTRAPPING, RUNNING, WAITING; not TERMINATING
bool is_over(const std::string& state);   // TERMINATED, TERMINATED_WITH_ERRORS

// All pages of ListClusters in those states, newest first. `since`: created then or later.
Result<std::vector<ClusterSummary>> list_clusters(aws::Api& api, const std::vector<std::string>& states,
                                                  std::optional<base::Micros> since = {});
// The live one of that name, nothing if there is none; E210 (kConflict) with the ids if there are several.
Result<std::optional<ClusterSummary>> find_live_cluster(aws::Api& api, const std::string& name);
// Those of that name which are on their way out.
Result<std::vector<ClusterSummary>> find_terminating(aws::Api& api, const std::string& name);
// The one that carries the tag sluice:run = `run`, in any state; for after a lost reply.
Result<std::optional<ClusterSummary>> find_run(aws::Api& api, const std::string& name, const std::string& run,
                                               base::Micros since);

}  // namespace sluice::emr
