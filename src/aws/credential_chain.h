// Credentials in the AWS CLI's order: environment, role of a profile, web identity, credentials file,
// credential_process, config file, container, instance (IMDSv2). The first source that is configured decides.
#pragma once

#include <memory>
#include <string>

#include "aws/client.h"
#include "aws/credentials.h"
#include "aws/shared_config.h"

namespace sluice::aws {

struct ChainOptions {
  std::string profile;            // "default" unless one is named
  bool profile_is_named = false;  // by a flag, not by AWS_PROFILE: then the environment's keys do not count
  std::string region;             // for STS
  Environment environment;
  base::Clock* clock = nullptr;
  std::shared_ptr<net::Transport> transport;
  SharedConfig config;
};
std::shared_ptr<CredentialSource> make_credential_chain(ChainOptions options);

}  // namespace sluice::aws
