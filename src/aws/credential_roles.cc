// Credentials of a role, from STS: for the keys of another profile, or for a token of a web identity.
#include <fmt/format.h>

#include <set>

#include "aws/credential_source.h"
#include "aws/endpoint.h"
#include "aws/instant.h"
#include "aws/service_error.h"
#include "aws/sigv4.h"
#include "aws/wire.h"
#include "base/crypto.h"
#include "base/files.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

std::string sts_override(const ChainOptions& options) {
  for (const char* name : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"})
    if (auto url = options.environment(name)) return *url;
  return options.config.endpoint_url(options.profile, "sts").value_or("");
}

// `keys` null: unsigned, as web identities are.
Result<Credentials> ask_sts(const ChainOptions& options, const std::string& operation, const Json& input,
                            const Credentials* keys) {
  SLUICE_TRY(const ServiceModel* model, service_model("sts"));
  SLUICE_CHECK(check_input(*model, operation, input));
  const WireRequest request = encode(*model, operation, input);
  SLUICE_TRY(const Endpoint endpoint, endpoint_of(*model, options.region, sts_override(options)));
  SignableRequest signable{request.method, endpoint.path + request.path, request.query, request.headers,
                           base::sha256_hex(request.body)};
  signable.headers.emplace_back("Host", endpoint.origin.substr(endpoint.origin.find("://") + 3));
  if (keys) sign(signable, *keys, {endpoint.signing_region, endpoint.signing_name, options.clock->now()});
  net::OutgoingRequest outgoing;
  outgoing.method = signable.method;
  outgoing.url = endpoint.origin + signable.path;
  outgoing.headers = signable.headers;
  outgoing.body = request.body;
  auto reply = options.transport->send(outgoing);
  if (!reply) return fail(std::move(reply.error().error).during("asking STS for credentials"));
  if (reply->status >= 300) {
    Error error = to_error(decode_error(*model, operation, *reply), "sts", operation);
    if (error.kind != ErrorKind::kUnavailable) error.kind = ErrorKind::kPermission;
    return fail(std::move(error));
  }
  SLUICE_TRY(const Json json, decode(*model, operation, *reply));
  const Json& given = json.at("Credentials");
  return Credentials{given.at("AccessKeyId"), given.at("SecretAccessKey"), given.at("SessionToken"),
                     time_of(given.at("Expiration"))};
}

std::string session_name(const ChainOptions& options, const std::optional<std::string>& given) {
  return given && !given->empty()
             ? *given
             : fmt::format(
                   "sluice-{}",
                   std::chrono::floor<std::chrono::seconds>(options.clock->now()).time_since_epoch().count());
}

Json assume_role_input(const ChainOptions& options, const std::string& profile, const std::string& role) {
  auto value = [&](const char* key) { return options.config.get(profile, key); };
  Json input{{"RoleArn", role}, {"RoleSessionName", session_name(options, value("role_session_name"))}};
  if (auto id = value("external_id")) input["ExternalId"] = *id;
  if (auto seconds = base::parse_int(value("duration_seconds").value_or("")))
    input["DurationSeconds"] = *seconds;
  return input;
}

Found source_of(const ChainOptions& options, const std::string& profile, std::set<std::string>& seen);

Found from_named_source(const ChainOptions& options, const std::string& source) {
  if (source == "Environment") return from_environment(options);
  if (source == "EcsContainer") return from_container(options);
  if (source == "Ec2InstanceMetadata") return from_instance(options);
  return fail(ErrorKind::kInvalidInput,
              fmt::format("credential_source '{}' is none of Environment, EcsContainer, "
                          "Ec2InstanceMetadata",
                          source));
}

// The role of `profile`, for the keys of the profile or place that it names.
Found role_of(const ChainOptions& options, const std::string& profile, std::set<std::string>& seen) {
  const auto role = options.config.get(profile, "role_arn");
  if (!role || options.config.get(profile, "web_identity_token_file")) return std::nullopt;
  if (options.config.get(profile, "mfa_serial"))
    return fail(
        ErrorKind::kPermission, fmt::format("profile '{}' asks for an MFA code", profile),
        fmt::format("`aws configure export-credentials --profile {} --format env` asks for it and prints "
                    "credentials for the environment",
                    profile));
  const auto source_profile = options.config.get(profile, "source_profile");
  const auto source_name = options.config.get(profile, "credential_source");
  if (!source_profile && !source_name)
    return fail(ErrorKind::kInvalidInput, fmt::format("profile '{}' has role_arn without source_profile or "
                                                      "credential_source",
                                                      profile));
  SLUICE_TRY(std::optional<Fetch> source, source_name ? from_named_source(options, *source_name)
                                                      : source_of(options, *source_profile, seen));
  if (!source)
    return fail(ErrorKind::kPermission,
                fmt::format("the source of the role of profile '{}' has no credentials", profile));
  return [options, profile, role = *role, source = *source]() -> Result<Credentials> {
    SLUICE_TRY(const Credentials keys, source());
    return ask_sts(options, "AssumeRole", assume_role_input(options, profile, role), &keys);
  };
}

Found source_of(const ChainOptions& options, const std::string& profile, std::set<std::string>& seen) {
  ChainOptions of_source = options;
  of_source.profile = profile;
  if (!options.config.has_profile(profile))
    return fail(ErrorKind::kInvalidInput,
                fmt::format("source_profile names '{}', which is not there", profile));
  // A profile may name itself: the role for its own keys.
  if (seen.insert(profile).second) {
    SLUICE_TRY(std::optional<Fetch> role, role_of(of_source, profile, seen));
    if (role) return role;
  }
  for (auto find :
       {from_web_identity, from_sso, from_credentials_file, from_credential_process, from_config_file}) {
    SLUICE_TRY(std::optional<Fetch> fetch, find(of_source));
    if (fetch) return fetch;
  }
  return std::nullopt;
}

}  // namespace

Found from_profile_role(const ChainOptions& options) {
  std::set<std::string> seen{options.profile};
  return role_of(options, options.profile, seen);
}

Found from_web_identity(const ChainOptions& options) {
  auto value = [&](const char* key, const char* variable) {
    auto in_profile = options.config.get(options.profile, key);
    return in_profile ? in_profile : options.environment(variable);
  };
  const auto file = value("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE");
  const auto role = value("role_arn", "AWS_ROLE_ARN");
  if (!file || !role) return std::nullopt;
  const std::string session = session_name(options, value("role_session_name", "AWS_ROLE_SESSION_NAME"));
  return [options, file = *file, role = *role, session]() -> Result<Credentials> {
    SLUICE_TRY(const std::string token, base::read_file(file));
    return ask_sts(options, "AssumeRoleWithWebIdentity",
                   {{"RoleArn", role},
                    {"RoleSessionName", session},
                    {"WebIdentityToken", std::string(base::trim(token))}},
                   nullptr);
  };
}

}  // namespace sluice::aws
