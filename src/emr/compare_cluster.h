// A living cluster beside the file that should have made it.
#pragma once

#include <vector>

#include "aws/api.h"
#include "cluster/cluster_file.h"
#include "emr/cluster_view.h"
#include "emr/drift.h"

namespace sluice::emr {

// Reads what DescribeCluster does not tell (bootstrap actions, steps, idle time). Empty: it is what the file
// asks for.
Result<std::vector<Difference>> compare_cluster(aws::Api& api, const cluster::ClusterFile& cluster,
                                                const ClusterView& view);

}  // namespace sluice::emr
