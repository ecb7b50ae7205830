#include "users/key_sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/pause.h"
#include "base/text.h"

namespace sluice::users {
namespace {

using std::chrono::milliseconds;

constexpr int kTries = 5;
constexpr size_t kMostBytes = size_t{1} << 20;
constexpr size_t kMostWarnings = 3;  // a page in place of the keys has hundreds of lines
constexpr const char* kRestriction = "restrict,pty,command=\"sluice-rshell\"";

// "https://host[:port]" of a URL, small letters; empty if it has none.
std::string origin_of(const std::string& url) {
  size_t scheme = url.find("://");
  if (scheme == url.npos) return {};
  size_t end = url.find_first_of("/?#", scheme + 3);
  return base::to_lower_ascii(url.substr(0, end));
}

bool stays_on(const std::string& base_url, const std::string& target) {
  return origin_of(target) == origin_of(base_url) && !origin_of(target).contains('@');
}

Result<std::string> meaning_of(const net::HttpResponse& reply, const std::string& login,
                               const std::string& url) {
  if (reply.status == 200) return reply.body;
  if (reply.status == 404)
    return fail(ErrorKind::kNotFound, fmt::format("GitHub knows no user {} ({})", login, url),
                "check the name, or set github_login");
  if (reply.status >= 300 && reply.status < 400)
    return fail(ErrorKind::kConflict, fmt::format("{} redirects elsewhere, which is not followed", url));
  return fail(reply.status >= 500 ? ErrorKind::kUnavailable : ErrorKind::kConflict,
              fmt::format("{} answered {}", url, reply.status));
}

Result<std::string> fetch_once(const std::string& login, net::Transport& transport,
                               const KeySourceOptions& options) {
  net::OutgoingRequest request;
  std::string base_url = options.github_url;
  while (base_url.ends_with('/')) base_url.pop_back();
  request.url = fmt::format("{}/{}.keys", base_url, login);
  request.connect_timeout = request.timeout = milliseconds(10'000);
  request.max_reply_bytes = kMostBytes;
  request.max_redirects = 5;
  bool leads_away = false;
  request.may_follow = [&](const std::string& target) {
    leads_away = leads_away || !stays_on(base_url, target);
    return !leads_away;
  };
  auto reply = transport.send(request);
  if (leads_away)
    return fail(ErrorKind::kConflict,
                fmt::format("{} redirects elsewhere, which is not followed", request.url));
  if (!reply) return fail(reply.error().error);
  return meaning_of(*reply, login, request.url);
}

bool may_pass(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kTimeout;
}

Result<std::string> fetch(const std::string& login, net::Transport& transport,
                          const KeySourceOptions& options) {
  milliseconds wait = options.retry_base;
  for (int i = 1;; ++i, wait *= 2) {
    auto text = fetch_once(login, transport, options);
    if (text || i == kTries || !may_pass(text.error())) return text;
    SLUICE_CHECK(base::pause(base::system_clock(), wait));
  }
}

bool allows(const std::vector<std::string>& pinned, const std::string& fingerprint) {
  return pinned.empty() || std::ranges::find(pinned, fingerprint) != pinned.end();
}

// GitHub's answer: "type base64" lines. Whatever else a line holds is dropped: options count from the file
// only.
void add_github_keys(const User& user, std::string_view text, UserKeys& into) {
  size_t unread = 0;
  for (std::string_view line : base::split(text, '\n')) {
    line = base::trim(line);
    if (line.empty()) continue;
    auto key = parse_public_key(line);
    if (!key) {
      if (++unread <= kMostWarnings)
        into.warnings.push_back(
            fmt::format("a key of {} at GitHub is left out: {}", user.github_login, key.error().message));
      continue;
    }
    if (!allows(user.github_key_fingerprints, key->fingerprint)) {
      into.warnings.push_back(
          fmt::format("a key of {} at GitHub is left out: {} is not in github_key_fingerprints",
                      user.github_login, key->fingerprint));
      continue;
    }
    key->options.clear();
    key->comment.clear();
    into.keys.push_back(std::move(*key));
  }
  if (unread > kMostWarnings)
    into.warnings.push_back(fmt::format("and {} more lines of {} at GitHub, which are no keys",
                                        unread - kMostWarnings, user.github_login));
}

// One line for each key, at its first place. The options that the file gives hold wherever the key came from.
std::vector<PublicKey> without_doubles(const std::vector<PublicKey>& keys) {
  std::vector<PublicKey> unique;
  for (const PublicKey& key : keys) {
    auto same = std::ranges::find(unique, key.blob, &PublicKey::blob);
    if (same == unique.end())
      unique.push_back(key);
    else if (same->options.empty())
      same->options = key.options;
  }
  return unique;
}

bool narrows(const std::string& option) {
  std::string name = base::to_lower_ascii(option.substr(0, option.find('=')));
  return name == "from" || name == "expiry-time" || name == "verify-required";
}

}  // namespace

UserKeys keys_of(const User& user, net::Transport& transport, const KeySourceOptions& options) {
  UserKeys result;
  if (user.github) {
    auto text = fetch(user.github_login, transport, options);
    if (!text) {
      result.kind = UserKeys::Kind::kHold;
      result.problem =
          "the keys could not be fetched, so nothing of this user is changed: " + text.error().message +
          (text.error().hint.empty() ? "" : "; " + text.error().hint);
      return result;
    }
    add_github_keys(user, *text, result);
  }
  for (const std::string& line : user.authorized_keys)
    if (auto key = parse_public_key(line)) result.keys.push_back(std::move(*key));
  result.keys = without_doubles(result.keys);
  if (!result.keys.empty() || user.allow_no_keys)
    result.kind = UserKeys::Kind::kSet;
  else if (user.github || !user.authorized_keys.empty())
    result.problem = fmt::format(
        "E320: {} has no usable key{}; the keys on the host stay (allow_no_keys: true empties them)",
        user.name, user.github ? fmt::format(" at GitHub ({})", user.github_login) : "");
  return result;
}

std::string authorized_keys_text(const User& user, const std::vector<PublicKey>& keys) {
  std::string text;
  for (PublicKey key : keys) {
    if (user.type == User::Type::kRestricted) {
      std::erase_if(key.options, [](const std::string& option) { return !narrows(option); });
      key.options.insert(key.options.begin(), kRestriction);
    }
    text += key.line() + '\n';
  }
  return text;
}

}  // namespace sluice::users
