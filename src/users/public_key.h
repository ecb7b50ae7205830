// One line of an authorized_keys file (spec ssh-access.md section 5). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::users {

struct PublicKey {
  std::vector<std::string> options;  // as written: `from="10.0.0.0/8"`
  std::string type;                  // "ssh-ed25519"
  std::string blob;                  // base64
  std::string comment;               // may be empty
  std::string fingerprint;           // "SHA256:…", as ssh-keygen prints it

  std::string line() const;  // options, type, blob and comment, without a newline
};

// kInvalidInput, with a message that holds nothing of the key but its type: another type than ssh-ed25519,
// ecdsa-sha2-*, sk-* and ssh-rsa of 2048 bits or more; a blob that is no key of that type; a newline.
Result<PublicKey> parse_public_key(std::string_view line);

// Every key of a file's text; lines that are none are passed over, and blank lines and comments.
std::vector<PublicKey> parse_key_file(std::string_view text);

}  // namespace sluice::users
