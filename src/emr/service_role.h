// A service role made minutes ago is not known everywhere: the launch is accepted, and the cluster ends at
// once (spec aws-resources.md section 7).
#pragma once

#include "aws/api.h"
#include "base/time.h"
#include "cluster/cluster_file.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

// Whether that is why the cluster ended: its reason speaks of the role, which is younger than ten minutes.
bool service_role_too_new(aws::Api& api, const cluster::ClusterFile& cluster, const ClusterView& view,
                          base::Clock& clock);

}  // namespace sluice::emr
