#include "api/authentication.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sluice::api {
namespace {

// Words between blanks of ASCII.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(" \t\r\n\f\v", at);
    if (begin == text.npos) break;
    at = std::min(text.find_first_of(" \t\r\n\f\v", begin), text.size());
    found.push_back(text.substr(begin, at - begin));
  }
  return found;
}

Caller refused(std::string text) {
  return {Caller::Kind::kRefused, "", std::move(text)};
}

}  // namespace

Caller authenticate(const std::string* authorization, const TokenTable& tokens) {
  if (authorization == nullptr) return {};
  const auto parts = words(*authorization);
  if (parts.empty() || base::to_lower_ascii(parts[0]) != "token") return {};
  if (parts.size() == 1) return refused("Invalid token header. No credentials provided.");
  if (parts.size() > 2) return refused("Invalid token header. Token string should not contain spaces.");
  if (!base::is_valid_utf8(parts[1]))
    return refused("Invalid token header. Token string should not contain invalid characters.");
  const Token* token = tokens.find_key(parts[1]);
  if (token == nullptr) return refused("Invalid token.");
  if (!token->enabled) return refused("User inactive or deleted.");
  return {Caller::Kind::kUser, token->user, ""};
}

bool is_local_host(const std::string* host) {
  if (host == nullptr) return false;
  std::string_view name = base::trim(*host);
  const size_t colon = name.rfind(':');
  const bool bracketed = name.starts_with('[');
  if (colon != name.npos && (!bracketed || name.find(']') < colon)) {
    const std::string_view port = name.substr(colon + 1);
    if (!std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return false;
    name = name.substr(0, colon);
  }
  const std::string plain = base::to_lower_ascii(name);
  return plain == "localhost" || plain == "127.0.0.1" || plain == "[::1]";
}

}  // namespace sluice::api
