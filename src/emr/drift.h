// Where a cluster differs from what the file asks for (spec aws-resources.md section 3.12).
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

struct Difference {
  std::string path;        // in the words of RunJobFlow: "Instances.InstanceGroups[CORE].InstanceCount"
  std::string want, have;  // as JSON text; empty: absent
};
// Of two bodies of RunJobFlow. What `want` does not set is EMR's to choose (security groups, volumes,
// defaults), but groups, bootstrap actions, configurations and the like that nobody asked for are a
// difference too; steps and tags that were added later are not.
std::vector<Difference> differences(const aws::Json& want, const aws::Json& have);
// Whether EMR can change all of this on the living cluster.
bool changes_in_place(const std::vector<Difference>& differences);
std::string to_text(const std::vector<Difference>& differences);  // a diff, one "-"/"+" pair each
aws::Json to_json(const std::vector<Difference>& differences);    // [{path, want, have}], null for absent

}  // namespace sluice::emr
