// Which deployment a command works on, when nothing more is said.
//
//   1. -f, --deployment FILE: a deployment.json, or the cluster.yml that it came from
//   2. the environment's SLUICE_DEPLOYMENT
//   3. the only ./.sluice/*/deployment.json
#pragma once

#include <string>

#include "base/result.h"
#include "format/deployment_file.h"
#include "store/connection.h"

namespace sluice::cli {

struct FoundDeployment {
  std::string path;
  format::DeploymentFile file;
  std::string folder() const;  // that holds the file
};

// `flag`: the value of --deployment, empty if not given. kNotFound: none is there; kInvalidInput: several
// are, and the message lists them.
Result<FoundDeployment> find_deployment(const std::string& flag);

// Where the result store of a deployment is, for one of its users ("api", "pipeline").
Result<store::Dsn> store_dsn(const FoundDeployment& deployment, const std::string& role);

}  // namespace sluice::cli
