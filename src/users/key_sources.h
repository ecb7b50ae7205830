// The keys of each user: GitHub's and those of the file, merged (spec ssh-access.md section 5).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/http_client.h"
#include "users/public_key.h"
#include "users/user_info.h"

namespace sluice::users {

struct UserKeys {
  enum class Kind {
    kKeep,  // nothing says what the keys are, or what was said gives none: the file stays
    kSet,   // the file is to hold exactly `keys`
    kHold,  // a source failed: the whole user stays as it is
  };
  Kind kind = Kind::kKeep;
  std::vector<PublicKey> keys;
  std::string problem;                // why kHold, or E320 with kKeep; empty: all is well
  std::vector<std::string> warnings;  // keys of GitHub that were left out, by fingerprint or type
};

struct KeySourceOptions {
  std::string github_url = "https://github.com";
  std::chrono::milliseconds retry_base{1000};  // doubled at each of the 4 further tries
};

// Keys of a present user. Blocking: up to 5 tries of 10 s. Threads: any number at once.
UserKeys keys_of(const User& user, net::Transport& transport, const KeySourceOptions& options);

// The text of authorized_keys. For a restricted user every line is bound to the restricted shell; of the
// options in the file only those that narrow it further stay.
std::string authorized_keys_text(const User& user, const std::vector<PublicKey>& keys);

}  // namespace sluice::users
