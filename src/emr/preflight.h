// Everything that would make a launch fail, found before anything is created (spec aws-resources.md section
// 4, as far as it concerns the cluster). Reads only.
#pragma once

#include <string>

#include "aws/api.h"
#include "base/diagnostics.h"
#include "cluster/cluster_file.h"

namespace sluice::emr {

struct Preflight {
  Diagnostics findings;  // all at once; code "P09" = check 9 of the spec
  std::string subnet;    // of several, the one to use with instance groups (spec cluster-file.md section 9)
};
// Never fails as a whole: what cannot be looked at (AccessDenied) is a warning that says so.
Preflight preflight(aws::Api& api, const cluster::ClusterFile& cluster);

}  // namespace sluice::emr
