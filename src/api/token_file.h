// The tokens of the API, as digests, in a file of their own (spec data-api.md section 1.5).
//
//   file = "# sluice API tokens, format 1" LF { line LF }
//   line = user TAB ( "enabled" | "disabled" ) TAB created TAB digest
//   created = YYYY-MM-DDTHH:MM:SSZ      digest = SHA-256 of the key, 64 lower-case hex digits
//
// Empty lines and lines that begin with "#" are skipped. One line for each user; no two users share a digest.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace sluice::api {

struct Token {
  std::string user;
  bool enabled = true;
  std::string created;
  std::string digest;
};

class TokenTable {
 public:
  // kCorrupt with the line for anything that the grammar does not allow.
  static Result<TokenTable> parse(std::string_view text, const std::string& file_name);
  std::string to_text() const;

  // Replaces the user's earlier key. kInvalidInput: a user or key of a forbidden form; kAlreadyExists:
  // another user has it.
  Status set(const std::string& user, const Secret& key, base::Micros now);
  Status remove(const std::string& user);                // kNotFound
  Status enable(const std::string& user, bool enabled);  // kNotFound
  // Null if nobody has this key. Takes the same time wherever the key stands.
  const Token* find_key(std::string_view key) const;
  const std::vector<Token>& all() const { return tokens_; }
  bool empty() const { return tokens_.empty(); }

 private:
  Token* find_user(const std::string& user);
  std::vector<Token> tokens_;
};

// A missing file is an empty table.
Result<TokenTable> load_tokens(const std::string& path);
// Change the file under a lock, as one step, with mode 0600.
Status change_tokens(const std::string& path, const std::function<Status(TokenTable&)>& change);

}  // namespace sluice::api
