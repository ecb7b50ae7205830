// The real Api: model → codec → endpoint → signature → HTTP, with credentials, retries and a log line for
// each attempt (operation, time, attempt, request id; never a secret).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aws/api.h"
#include "base/time.h"
#include "net/http_client.h"

namespace sluice::aws {

// How a value of the environment is read; tests give their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

struct ClientOptions {
  std::string region;   // empty: AWS_REGION, AWS_DEFAULT_REGION, the profile's, else kInvalidInput
  std::string profile;  // empty: AWS_PROFILE, else "default"
  Environment environment = process_environment();
  base::Clock* clock = &base::system_clock();
  std::shared_ptr<net::Transport> transport;  // null: the HTTP client
};
// Reads the shared config files; no network before the first call.
Result<std::unique_ptr<Api>> make_client(ClientOptions options);

}  // namespace sluice::aws
