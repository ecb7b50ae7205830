// Credentials that a server beside us gives: the container's, and the instance's (IMDSv2).
#include <fmt/format.h>

#include "aws/credential_source.h"
#include "base/files.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

constexpr std::chrono::milliseconds kConnect{1000}, kWhole{2000};

Result<std::string> ask(const ChainOptions& options, const std::string& method, const std::string& url,
                        std::vector<net::HttpHeader> headers, const std::string& what) {
  net::OutgoingRequest request;
  request.method = method;
  request.url = url;
  request.headers = std::move(headers);
  request.connect_timeout = kConnect;
  request.timeout = kWhole;
  auto reply = options.transport->send(request);
  if (!reply) return fail(std::move(reply.error().error).during("asking " + what + " for credentials"));
  if (reply->status != 200)
    return fail(ErrorKind::kPermission,
                fmt::format("{} gave no credentials: status {}", what, reply->status));
  return reply->body;
}

bool may_ask(const std::string& url) {
  if (url.starts_with("https://")) return true;
  for (const char* host : {"http://127.", "http://localhost", "http://[::1]", "http://169.254.170.2/",
                           "http://169.254.170.23/", "http://[fd00:ec2::23]"})
    if (url.starts_with(host)) return true;
  return false;
}

Result<std::string> container_token(const ChainOptions& options) {
  if (auto file = options.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    SLUICE_TRY(const std::string token, base::read_file(*file));
    return std::string(base::trim(token));
  }
  return options.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
}

Result<Credentials> ask_container(const ChainOptions& options, const std::string& url) {
  SLUICE_TRY(const std::string token, container_token(options));
  std::vector<net::HttpHeader> headers;
  if (!token.empty()) headers.emplace_back("Authorization", token);
  SLUICE_TRY(const std::string body, ask(options, "GET", url, headers, "the container's credential server"));
  return credentials_of_json(body, "Token", "the container's credential server");
}

Result<Credentials> ask_instance(const ChainOptions& options, const std::string& endpoint) {
  const std::string what = "the instance metadata service";
  SLUICE_TRY(const std::string token, ask(options, "PUT", endpoint + "/latest/api/token",
                                          {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}, what));
  const std::vector<net::HttpHeader> headers{{"X-aws-ec2-metadata-token", token}};
  const std::string path = endpoint + "/latest/meta-data/iam/security-credentials/";
  SLUICE_TRY(const std::string roles, ask(options, "GET", path, headers, what));
  const std::string role(base::trim(std::string_view(roles).substr(0, roles.find('\n'))));
  SLUICE_TRY(const std::string body, ask(options, "GET", path + role, headers, what));
  return credentials_of_json(body, "Token", what);
}

}  // namespace

Found from_container(const ChainOptions& options) {
  std::string url;
  if (auto path = options.environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"))
    url = "http://169.254.170.2" + *path;
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
  std::string endpoint =
      options.environment("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or("http://169.254.169.254");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return [options, endpoint] { return ask_instance(options, endpoint); };
}

}  // namespace sluice::aws
