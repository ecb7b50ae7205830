// One place where credentials may come from, and how a fetched set is kept and renewed.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "aws/credential_chain.h"
#include "aws/credentials.h"

namespace sluice::aws {

using Fetch = std::function<Result<Credentials>()>;

// Keeps what `fetch` gave until five minutes before it expires; a failed renewal is an error only once the
// old keys are over, and is tried again after 30 seconds.
std::shared_ptr<CredentialSource> keep(Fetch fetch, base::Clock* clock);

// Each gives how to fetch if it is configured, nothing if not, an error if it is configured wrongly.
using Found = Result<std::optional<Fetch>>;
Found from_environment(const ChainOptions& options);
Found from_profile_role(const ChainOptions& options);  // role_arn with source_profile or credential_source
Found from_web_identity(const ChainOptions& options);
Found from_sso(const ChainOptions& options);  // only says what to do
Found from_credentials_file(const ChainOptions& options);
Found from_credential_process(const ChainOptions& options);
Found from_config_file(const ChainOptions& options);
Found from_container(const ChainOptions& options);
Found from_instance(const ChainOptions& options);

// The four values as JSON documents of processes, containers and instances name them; `what` for errors.
Result<Credentials> credentials_of_json(const std::string& text, const std::string& token_name,
                                        const std::string& what);

}  // namespace sluice::aws
