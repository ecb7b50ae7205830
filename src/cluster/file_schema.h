// The form of a cluster file as a JSON Schema (draft 2020-12), for editors: made from known_keys.h.
#pragma once

#include "cluster/cluster_file.h"

namespace sluice::cluster {

Json file_schema();

}  // namespace sluice::cluster
