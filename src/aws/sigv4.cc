#include "aws/sigv4.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

constexpr const char* kAlgorithm = "AWS4-HMAC-SHA256";

std::string date_of(const SigningScope& scope) {
  return amz_date(scope.time).substr(0, 8);
}

std::string scope_text(const SigningScope& scope) {
  return fmt::format("{}/{}/{}/aws4_request", date_of(scope), scope.region, scope.service);
}

// "/a/./b/../c//" as "/a/c/"
std::string tidy_path(const std::string& path) {
  std::vector<std::string> kept;
  for (std::string_view part : base::split(path, '/')) {
    if (part == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!part.empty() && part != ".") {
      kept.emplace_back(part);
    }
  }
  std::string out = "/" + base::join(kept, "/");
  return !kept.empty() && path.ends_with('/') ? out + "/" : out;
}

std::string canonical_path(const std::string& path, const SigningScope& scope) {
  if (scope.plain_path) return path.empty() ? "/" : path;
  return percent_encode(tidy_path(path), "/~");
}

std::string canonical_query(const std::string& query) {
  if (query.empty()) return {};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::string_view part : base::split(query, '&')) {
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    // What a caller left unencoded is encoded here; what is encoded stays.
    pairs.emplace_back(percent_encode(part.substr(0, equals), "%"),
                       equals == std::string_view::npos ? "" : percent_encode(part.substr(equals + 1), "%"));
  }
  std::ranges::sort(pairs);
  std::vector<std::string> parts;
  for (const auto& [name, value] : pairs) parts.push_back(name + "=" + value);
  return base::join(parts, "&");
}

// White space at the ends gone, runs of it inside as one space.
std::string squeezed(std::string_view value) {
  std::string out;
  for (char c : value) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// By lower-case name; values of a repeated one joined in the order sent.
std::map<std::string, std::string> headers_to_sign(const SignableRequest& request) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : request.headers) {
    const std::string lower = base::to_lower_ascii(name);
    if (lower == "user-agent" || lower == "expect" || lower == "x-amzn-trace-id" || lower == "connection" ||
        lower == "transfer-encoding" || lower == "authorization")
      continue;
    auto [at, is_new] = out.emplace(lower, squeezed(value));
    if (!is_new) at->second += "," + squeezed(value);
  }
  return out;
}

std::string credential_text(const Credentials& credentials, const SigningScope& scope) {
  return credentials.access_key_id + "/" + scope_text(scope);
}

}  // namespace

std::string amz_date(base::Micros time) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", std::chrono::floor<std::chrono::seconds>(time));
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string out;
  for (char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~' || keep.find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string signed_headers(const SignableRequest& request) {
  std::vector<std::string> names;
  for (const auto& [name, value] : headers_to_sign(request)) names.push_back(name);
  return base::join(names, ";");
}

std::string canonical_request(const SignableRequest& request, const SigningScope& scope) {
  std::string headers;
  for (const auto& [name, value] : headers_to_sign(request)) headers += name + ":" + value + "\n";
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(request.path, scope),
                     canonical_query(request.query), headers, signed_headers(request), request.payload_hash);
}

std::string string_to_sign(const std::string& canonical, const SigningScope& scope) {
  return fmt::format("{}\n{}\n{}\n{}", kAlgorithm, amz_date(scope.time), scope_text(scope),
                     base::sha256_hex(canonical));
}

std::string signature(const std::string& secret, const std::string& string_to_sign,
                      const SigningScope& scope) {
  std::string key = base::hmac_sha256("AWS4" + secret, date_of(scope));
  for (const std::string& part : {scope.region, scope.service, std::string("aws4_request")})
    key = base::hmac_sha256(key, part);
  return base::to_hex(base::hmac_sha256(key, string_to_sign));
}

std::string authorization_header(const SignableRequest& request, const Credentials& credentials,
                                 const SigningScope& scope) {
  const std::string sign_this = string_to_sign(canonical_request(request, scope), scope);
  return fmt::format("{} Credential={}, SignedHeaders={}, Signature={}", kAlgorithm,
                     credential_text(credentials, scope), signed_headers(request),
                     signature(credentials.secret_access_key, sign_this, scope));
}

void sign(SignableRequest& request, const Credentials& credentials, const SigningScope& scope) {
  request.headers.emplace_back("X-Amz-Date", amz_date(scope.time));
  if (!credentials.session_token.empty())
    request.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  if (scope.service == "s3") request.headers.emplace_back("X-Amz-Content-Sha256", request.payload_hash);
  request.headers.emplace_back("Authorization", authorization_header(request, credentials, scope));
}

std::string presigned_query(const SignableRequest& request, const Credentials& credentials,
                            const SigningScope& scope, int seconds) {
  SignableRequest signable = request;
  signable.payload_hash = "UNSIGNED-PAYLOAD";
  if (!signable.query.empty()) signable.query += "&";
  signable.query += fmt::format(
      "X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders={}",
      kAlgorithm, percent_encode(credential_text(credentials, scope)), amz_date(scope.time), seconds,
      percent_encode(signed_headers(request)));
  if (!credentials.session_token.empty())
    signable.query += "&X-Amz-Security-Token=" + percent_encode(credentials.session_token);
  const std::string sign_this = string_to_sign(canonical_request(signable, scope), scope);
  return signable.query + "&X-Amz-Signature=" + signature(credentials.secret_access_key, sign_this, scope);
}

}  // namespace sluice::aws
