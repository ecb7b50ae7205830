// Check 12 of preflight, the local half: whether a private key is that of the key pair (spec aws-resources.md
// section 4).
#pragma once

#include <string>

#include "aws/api.h"
#include "base/diagnostics.h"
#include "cluster/cluster_file.h"

namespace sluice::cli {

// An error P12 if EC2 has another public key under the name; nothing if they fit, if the file needs a
// passphrase, or if EC2 does not tell the public key. Runs ssh-keygen; the key itself is never read here.
Diagnostics check_private_key(aws::Api& api, const cluster::ClusterFile& cluster,
                              const std::string& private_key);

}  // namespace sluice::cli
