// The way back: from what EMR says of a cluster to the body of RunJobFlow that would make it.
#pragma once

#include <vector>

#include "aws/api.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

// As far as EMR tells: not VisibleToAllUsers, not AutoTerminationPolicy (which has a call of its own).
// `steps` oldest first, as they are in a file.
aws::Json body_of(const ClusterView& view, const std::vector<aws::Json>& bootstrap_actions,
                  const std::vector<aws::Json>& steps);

}  // namespace sluice::emr
