// The EBS volumes that EMR adds by itself to instances without disks of their own, if the file asks for none
// (spec cluster-file.md section 3). Pure.
#pragma once

#include <string>

#include "cluster/cluster_file.h"

namespace sluice::cluster {

// In the form of EbsConfiguration; null where EMR adds none.
Json default_volumes(const std::string& type, const std::string& release_label);

}  // namespace sluice::cluster
