// The body that the reference sends (P∘M of spec cluster-file.md): its defaults, its merge of instance
// groups, its conversions, its failures. For showing that nothing is lost; people use strict.
#pragma once

#include "cluster/cluster_file.h"

namespace sluice::cluster {

void render_ansible(ClusterFile& file, const Environment& environment, Diagnostics& findings);

}  // namespace sluice::cluster
