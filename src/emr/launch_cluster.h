// RunJobFlow, once: EMR has no token that makes a second call harmless (spec aws-resources.md sections 1 and
// 7).
#pragma once

#include <chrono>
#include <string>

#include "aws/api.h"
#include "cluster/cluster_file.h"
#include "emr/launch_record.h"

namespace sluice::emr {

struct LaunchOptions {
  base::Clock* clock = &base::system_clock();
  std::chrono::milliseconds settle{
      10'000};  // between looks after a lost reply, and while a new profile spreads
};
// The body that is sent: the file's, with the tags sluice:spec and sluice:run. `subnet`: instead of the first
// of several, with instance groups.
aws::Json launch_body(const cluster::ClusterFile& cluster, const std::string& subnet, const std::string& run);
// The cluster of an intent whose outcome is not known; nothing if RunJobFlow never had an effect.
Result<std::optional<std::string>> find_unfinished_launch(aws::Api& api, const cluster::ClusterFile& cluster,
                                                          const LaunchRecord& record,
                                                          const LaunchOptions& options);
// Writes the intent, sends, after a lost reply looks before sending again, writes the id. Gives the id.
Result<std::string> launch_cluster(aws::Api& api, const cluster::ClusterFile& cluster,
                                   const std::string& subnet, LaunchRecord& record,
                                   const LaunchOptions& options);

}  // namespace sluice::emr
