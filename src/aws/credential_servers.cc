// Credentials that a server beside us gives: the container's, and the instance's (IMDSv2).
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "aws/credential_source.h"
#include "base/files.h"
#include "base/pause.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

using std::chrono::milliseconds;

struct Place {
  std::string what;  // for errors
  milliseconds timeout{2000};
  int tries = 1;
};

// A server beside us is asked past any proxy: it would get the keys, and does not know the address.
Result<std::string> ask_once(const ChainOptions& options, net::OutgoingRequest request, const Place& place) {
  request.direct = true;
  request.connect_timeout = std::min(place.timeout, milliseconds(1000));
  request.timeout = place.timeout;
  auto reply = options.transport->send(request);
  if (!reply) {
    Error error = std::move(reply.error().error).during("asking " + place.what + " for credentials");
    const bool silent =
        error.kind == ErrorKind::kTimeout && reply.error().delivery == net::SendFailure::Delivery::kUnclear;
    if (silent && request.method == "PUT")
      error.message +=
          "; in a container, the instance's metadata option HttpPutResponseHopLimit must be 2 or more";
    return fail(std::move(error));
  }
  if (reply->status == 200) return reply->body;
  const std::string said(base::trim(std::string_view(reply->body).substr(0, reply->body.find('\n'))));
  Error error(reply->status >= 500 ? ErrorKind::kUnavailable : ErrorKind::kPermission,
              fmt::format("{} gave no credentials: status {}{}", place.what, reply->status,
                          said.empty() ? "" : ": " + said.substr(0, 200)));
  error.code = std::to_string(reply->status);
  return fail(std::move(error));
}

Result<std::string> ask(const ChainOptions& options, const std::string& method, const std::string& url,
                        std::vector<net::HttpHeader> headers, const Place& place) {
  net::OutgoingRequest request;
  request.method = method;
  request.url = url;
  request.headers = std::move(headers);
  for (int left = place.tries - 1;; --left) {
    Result<std::string> reply = ask_once(options, request, place);
    const bool may_work_later = !reply && (reply.error().kind == ErrorKind::kUnavailable ||
                                           reply.error().kind == ErrorKind::kTimeout);
    if (!may_work_later || left <= 0) return reply;
    SLUICE_CHECK(base::pause(*options.clock, milliseconds(1000)));
  }
}

// The host of "scheme://host:port/…"; empty if it holds a user, which could pose as a host.
std::string host_of(const std::string& url) {
  const size_t start = url.find("://") + 3;
  std::string host = url.substr(start, url.find_first_of("/?#\\", start) - start);
  if (host.find('@') != std::string::npos) return {};
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

bool may_ask(const std::string& url) {
  if (url.starts_with("https://")) return true;
  if (!url.starts_with("http://")) return false;
  const std::string host = host_of(url);
  for (const char* known : {"localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "::1"})
    if (host == known) return true;
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

Result<std::string> container_token(const ChainOptions& options) {
  std::string token = options.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  if (auto file = options.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); file && !file->empty()) {
    auto text = base::read_file(*file);
    if (!text) return fail(std::move(text).error().during("reading AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    token = base::trim(*text);
  }
  if (token.find_first_of("\r\n") != std::string::npos)
    return fail(
        ErrorKind::kInvalidInput, "the container's authorization token is of more than one line",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN, or the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, gives it");
  return token;
}

Result<Credentials> ask_container(const ChainOptions& options, const std::string& url) {
  const Place place{"the container's credential server", milliseconds(2000), 3};
  SLUICE_TRY(const std::string token, container_token(options));
  std::vector<net::HttpHeader> headers;
  if (!token.empty()) headers.emplace_back("Authorization", token);
  SLUICE_TRY(const std::string body, ask(options, "GET", url, headers, place));
  return credentials_of_json(body, "Token", place.what);
}

Result<Credentials> ask_instance(const ChainOptions& options, const std::string& endpoint,
                                 const Place& place) {
  SLUICE_TRY(const std::string token, ask(options, "PUT", endpoint + "/latest/api/token",
                                          {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}, place));
  const std::vector<net::HttpHeader> headers{{"X-aws-ec2-metadata-token", token}};
  const std::string path = endpoint + "/latest/meta-data/iam/security-credentials/";
  auto roles = ask(options, "GET", path, headers, place);
  if (!roles && roles.error().code == "404")
    return fail(ErrorKind::kPermission, "no role is attached to this instance");
  if (!roles) return fail(std::move(roles).error());
  const std::string role(base::trim(std::string_view(*roles).substr(0, roles->find('\n'))));
  SLUICE_TRY(const std::string body, ask(options, "GET", path + role, headers, place));
  return credentials_of_json(body, "Token", place.what);
}

std::optional<std::string> setting(const ChainOptions& options, const char* variable, const char* key) {
  auto value = options.environment(variable);
  if (!value || value->empty()) value = options.config.get(options.profile, key);
  return value && !value->empty() ? value : std::nullopt;
}

std::string instance_endpoint(const ChainOptions& options) {
  if (auto url = setting(options, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"))
    return *url;
  const auto mode =
      setting(options, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  return base::to_lower_ascii(mode.value_or("")) == "ipv6" ? "http://[fd00:ec2::254]"
                                                           : "http://169.254.169.254";
}

}  // namespace

Found from_container(const ChainOptions& options) {
  std::string url;
  if (auto path = options.environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); path && !path->empty())
    url = "http://169.254.170.2" + std::string(path->starts_with('/') ? "" : "/") + *path;
  else if (auto full = options.environment("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
    url = *full;
  if (url.empty()) return std::nullopt;
  if (!may_ask(url))
    return fail(ErrorKind::kPermission,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine");
  return [options, url] { return ask_container(options, url); };
}

Found from_instance(const ChainOptions& options) {
  if (base::to_lower_ascii(options.environment("AWS_EC2_METADATA_DISABLED").value_or("")) == "true")
    return std::nullopt;
  std::string endpoint = instance_endpoint(options);
  if (!endpoint.starts_with("http://") && !endpoint.starts_with("https://"))
    return fail(ErrorKind::kInvalidInput,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT begins with neither http:// nor https://");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  Place place{"the instance metadata service"};
  if (auto text = setting(options, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"))
    if (auto seconds = base::parse_int(*text); seconds && *seconds > 0 && *seconds < 3600)
      place.timeout = milliseconds(*seconds * 1000);
  if (auto text = setting(options, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"))
    if (auto tries = base::parse_int(*text); tries && *tries > 0 && *tries < 100)
      place.tries = static_cast<int>(*tries);
  return [options, endpoint, place] { return ask_instance(options, endpoint, place); };
}

}  // namespace sluice::aws
