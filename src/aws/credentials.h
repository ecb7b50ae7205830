// Who signs: keys of the caller, and where they come from.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace sluice::aws {

struct Credentials {
  std::string access_key_id, secret_access_key;
  std::string session_token;  // empty for long-lived keys
  std::optional<base::Micros> expires;
};

// Threads: any number at once.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // Asked before every request; implementations keep what they fetched until five minutes before it expires.
  // kPermission with what was looked for where; kUnavailable when a server that gives them does not answer.
  virtual Result<Credentials> get() = 0;
  // The service calls the keys expired or unknown: fetch new ones at the next get().
  virtual void forget() {}
};

}  // namespace sluice::aws
