// Who asks: the Authorization header against the token table (spec data-api.md section 1.5). Pure.
#pragma once

#include <optional>
#include <string>

#include "api/token_file.h"
#include "net/http_message.h"

namespace sluice::api {

struct Caller {
  enum class Kind {
    kAnonymous,  // no credentials, or a scheme that is none of ours
    kUser,
    kRefused,  // bad credentials: refused even where none are needed
  };
  Kind kind = Kind::kAnonymous;
  std::string user;     // of kUser
  std::string refusal;  // of kRefused: the text of the 401
};

constexpr const char* kNoCredentials = "Authentication credentials were not provided.";

// `authorization`: the header's value, null if none was sent.
Caller authenticate(const std::string* authorization, const TokenTable& tokens);

// Is this Host header one of this machine's own names (localhost, 127.0.0.1, [::1], with any port)?
bool is_local_host(const std::string* host);

}  // namespace sluice::api
