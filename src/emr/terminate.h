// The end of clusters (spec operations.md section 4).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/api.h"
#include "base/time.h"
#include "emr/cluster_lookup.h"

namespace sluice::emr {

struct TerminateOptions {
  bool force = false;  // take termination protection off; do not mind a running step of sluice
  std::chrono::milliseconds timeout{3'000'000};
  std::chrono::milliseconds poll{30'000};
  base::Clock* clock = &base::system_clock();
  std::function<void(const std::vector<ClusterSummary>& left)> progress;  // after each look
};
struct Terminated {
  std::vector<std::string> ended;    // by this run
  std::vector<std::string> leaving;  // were on their way already
  bool interrupted = false;          // Ctrl-C while waiting: they end all the same
};

// TerminateJobFlows, ten ids a call.
Status request_termination(aws::Api& api, const std::vector<std::string>& ids);
// The live and leaving ones of that name. Not E210: to end all of a name is what was asked for.
Result<std::vector<ClusterSummary>> clusters_to_end(aws::Api& api, const std::string& name);
// Ends them and waits. kConflict: E211 if one is protected, or runs a step of sluice; nothing was ended then.
Result<Terminated> terminate(aws::Api& api, const std::vector<ClusterSummary>& clusters,
                             const TerminateOptions& options);
// Live clusters with sluice's tags, forgotten ones perhaps.
Result<std::vector<ClusterSummary>> owned_clusters(aws::Api& api);

}  // namespace sluice::emr
