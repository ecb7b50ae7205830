// Names, types and forms of earlier times in a cluster file, and the edits that bring it up to date. The
// edited file asks for the same cluster, or for the one that the finding names; a second lint has no edit.
//
//   L101 TERMINATE_JOB_FLOW     L102 job_flow_role        L103 ec2_attributes
//   L104 master_instance_num …  L105 tags as a map        L106 names of applications by release
//   L107 instance types         L108 steps of boto 2 and of hive_install
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "cluster/source_text.h"

namespace sluice::cluster {

struct Lint {
  Diagnostics findings;  // warnings, by place
  std::vector<Edit> edits;
};
// `text`: of the file, in any mode of YAML. An Error: it is no YAML.
Result<Lint> lint(const std::string& text, const std::string& file);

}  // namespace sluice::cluster
