// Where a cluster differs from what the file asks for (spec aws-resources.md section 3.12).
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

struct Difference {
  std::string path;        // in the words of RunJobFlow: "Instances.InstanceGroups[core].InstanceCount"
  std::string want, have;  // as JSON text; empty: absent
};
// The body of RunJobFlow that would make this cluster, as far as EMR tells. `steps` oldest first.
aws::Json body_of(const ClusterView& view, const std::vector<aws::Json>& bootstrap_actions,
                  const std::vector<aws::Json>& steps);
// What of `want` is otherwise in `have`, both bodies of RunJobFlow. Members that `want` does not set are
// EMR's to choose; steps that were added to the cluster later are fine.
std::vector<Difference> differences(const aws::Json& want, const aws::Json& have);
std::string to_text(const std::vector<Difference>& differences);  // a diff, one "-"/"+" pair each
aws::Json to_json(const std::vector<Difference>& differences);

}  // namespace sluice::emr
