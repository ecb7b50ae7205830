// Credentials of a role, from STS: for the keys of another profile, or for a token of a web identity.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "aws/credential_source.h"
#include "aws/endpoint.h"
#include "aws/instant.h"
#include "aws/retry.h"
#include "aws/service_error.h"
#include "aws/sigv4.h"
#include "aws/wire.h"
#include "base/crypto.h"
#include "base/files.h"
#include "base/log.h"
#include "base/pause.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

constexpr int kTries = 5;

struct Question {
  std::string operation;
  Json input;
  const Credentials* keys;  // null: unsigned, as web identities are
};

Result<net::OutgoingRequest> write(const ChainOptions& options, const ServiceModel& model,
                                   const Question& question, std::chrono::seconds skew) {
  const WireRequest request = encode(model, question.operation, question.input);
  SLUICE_TRY(const Endpoint endpoint,
             endpoint_of(model, options.region,
                         configured_endpoint(model, options.environment, options.config, options.profile)));
  SignableRequest signable{request.method, endpoint.path + request.path, request.query, request.headers,
                           base::sha256_hex(request.body)};
  signable.headers.emplace_back("Host", endpoint.origin.substr(endpoint.origin.find("://") + 3));
  if (question.keys)
    sign(signable, *question.keys,
         {endpoint.signing_region, endpoint.signing_name, options.clock->now() + skew});
  net::OutgoingRequest outgoing;
  outgoing.method = signable.method;
  outgoing.url = endpoint.origin + signable.path;
  outgoing.headers = signable.headers;
  outgoing.body = request.body;
  return outgoing;
}

Result<Credentials> read(const ServiceModel& model, const std::string& operation,
                         const net::HttpResponse& reply) {
  SLUICE_TRY(const Json json, decode(model, operation, reply));
  const Json given = json.value("Credentials", Json::object());
  for (const char* name : {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"})
    if (!given.contains(name))
      return fail(ErrorKind::kCorrupt, fmt::format("STS answered {} without {}", operation, name));
  return Credentials{given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"],
                     time_of(given["Expiration"])};
}

std::chrono::seconds clock_error(const ChainOptions& options, const net::HttpResponse& reply) {
  const std::string* date = reply.header("Date");
  const auto server = date ? parse_time(*date) : std::nullopt;
  return server ? std::chrono::duration_cast<std::chrono::seconds>(*server - options.clock->now())
                : std::chrono::seconds(0);
}

// Asked again where a second asking can help, as the client does with its own calls.
Result<Credentials> ask_sts(const ChainOptions& options, const Question& question) {
  SLUICE_TRY(const ServiceModel* model, service_model("sts"));
  SLUICE_CHECK(check_input(*model, question.operation, question.input));
  const RetryOptions pauses = retry_options(options.environment);
  std::chrono::seconds skew{0};
  for (int attempt = 1;; ++attempt) {
    SLUICE_TRY(const net::OutgoingRequest request, write(options, *model, question, skew));
    auto reply = options.transport->send(request);
    if (reply && reply->status < 300) {
      base::log_debug("aws sts {}: {}, try {}", question.operation, reply->status, attempt);
      return read(*model, question.operation, *reply);
    }
    Error error;
    Trouble trouble;
    if (reply) {
      const ServiceError refusal = decode_error(*model, question.operation, *reply);
      error = to_error(refusal, "sts", question.operation);
      trouble = trouble_of(refusal);
    } else {
      error = reply.error().error;
      trouble = trouble_of(reply.error());
    }
    base::log_debug("aws sts {}: {}, try {}", question.operation,
                    error.code.empty() ? to_text(error.kind) : error.code, attempt);
    error.during("asking STS for credentials");
    const bool skewed = trouble == Trouble::kSkewed && skew.count() == 0 &&
                        std::chrono::abs(clock_error(options, *reply)) > std::chrono::minutes(4);
    if (skewed) skew = clock_error(options, *reply);
    const bool again = skewed || trouble == Trouble::kThrottled || trouble == Trouble::kBroken ||
                       trouble == Trouble::kNetwork || trouble == Trouble::kLost;
    if (again && attempt < kTries) {
      if (!skewed) SLUICE_CHECK(base::pause(*options.clock, backoff(attempt, pauses, std::nullopt)));
      continue;
    }
    if (reply && error.kind != ErrorKind::kUnavailable) error.kind = ErrorKind::kPermission;
    return fail(std::move(error));
  }
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

using Path = std::vector<std::string>;  // of profiles, each the source of the one before

Found source_of(const ChainOptions& options, const std::string& asker, const std::string& source, Path& path);

Found from_named_source(ChainOptions options, const std::string& source) {
  options.profile_is_named = false;  // the profile itself names the place
  if (source == "Environment") return from_environment(options);
  if (source == "EcsContainer") return from_container(options);
  if (source == "Ec2InstanceMetadata") return from_instance(options);
  return fail(ErrorKind::kInvalidInput,
              fmt::format("credential_source '{}' is none of Environment, EcsContainer, "
                          "Ec2InstanceMetadata",
                          source));
}

Status check_role(const ChainOptions& options, const std::string& profile) {
  const bool has_profile = options.config.get(profile, "source_profile").has_value();
  const bool has_place = options.config.get(profile, "credential_source").has_value();
  if (options.config.get(profile, "mfa_serial"))
    return fail(
        ErrorKind::kPermission, fmt::format("profile '{}' asks for an MFA code", profile),
        fmt::format("`aws configure export-credentials --profile {} --format env` asks for it and prints "
                    "credentials for the environment",
                    profile));
  if (has_profile == has_place)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("profile '{}' has role_arn with{} source_profile {} credential_source", profile,
                            has_profile ? "" : "out", has_profile ? "and" : "or"),
                "exactly one of them says whose keys the role is for");
  return {};
}

// The role of `profile`, for the keys of the profile or place that it names.
Found role_of(const ChainOptions& options, const std::string& profile, Path& path) {
  const auto role = options.config.get(profile, "role_arn");
  if (!role || options.config.get(profile, "web_identity_token_file")) return std::nullopt;
  SLUICE_CHECK(check_role(options, profile));
  const auto place = options.config.get(profile, "credential_source");
  SLUICE_TRY(
      std::optional<Fetch> source,
      place ? from_named_source(options, *place)
            : source_of(options, profile, options.config.get(profile, "source_profile").value_or(""), path));
  if (!source)
    return fail(ErrorKind::kPermission,
                fmt::format("the source of the role of profile '{}' has no credentials", profile));
  return [options, profile, role = *role, source = *source]() -> Result<Credentials> {
    SLUICE_TRY(const Credentials keys, source());
    return ask_sts(options, {"AssumeRole", assume_role_input(options, profile, role), &keys});
  };
}

bool has_keys(const ChainOptions& options, const std::string& profile) {
  return options.config.get(profile, "aws_access_key_id") ||
         options.config.get(profile, "aws_secret_access_key");
}

// A profile may name itself: the role for its own keys. Keys that a source has come before a role of its own.
Found source_of(const ChainOptions& options, const std::string& asker, const std::string& source,
                Path& path) {
  if (!options.config.has_profile(source))
    return fail(ErrorKind::kInvalidInput,
                fmt::format("source_profile of profile '{}' names '{}', which is not there", asker, source));
  const bool keys = has_keys(options, source);
  if (std::ranges::find(path, source) != path.end() && !(source == asker && keys)) {
    path.push_back(source);
    return fail(
        ErrorKind::kInvalidInput,
        fmt::format("the source_profile of profiles goes round in a circle: {}", base::join(path, " -> ")),
        "one of them needs keys of its own, a credential_source or a credential_process");
  }
  path.push_back(source);
  ChainOptions of_source = options;
  of_source.profile = source;
  of_source.profile_is_named = true;  // the environment says nothing about a profile that another one names
  if (!keys) {
    SLUICE_TRY(std::optional<Fetch> role, role_of(of_source, source, path));
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
  Path path{options.profile};
  return role_of(options, options.profile, path);
}

Found from_web_identity(const ChainOptions& options) {
  auto value = [&](const char* key, const char* variable) {
    const auto of_environment = options.profile_is_named ? std::nullopt : options.environment(variable);
    return of_environment && !of_environment->empty() ? of_environment
                                                      : options.config.get(options.profile, key);
  };
  const auto file = value("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!file || file->empty()) return std::nullopt;
  const auto role = value("role_arn", "AWS_ROLE_ARN");
  if (!role || role->empty())
    return fail(ErrorKind::kInvalidInput,
                fmt::format("there is a web identity token file, {}, but no role", *file),
                "AWS_ROLE_ARN, or role_arn of the profile, names the role that the token is for");
  const std::string session = session_name(options, value("role_session_name", "AWS_ROLE_SESSION_NAME"));
  return [options, file = *file, role = *role, session]() -> Result<Credentials> {
    // Read each time: whoever gives tokens renews the file.
    auto token = base::read_file(file);
    if (!token) return fail(std::move(token).error().during("reading the web identity token"));
    return ask_sts(options, {"AssumeRoleWithWebIdentity",
                             {{"RoleArn", role},
                              {"RoleSessionName", session},
                              {"WebIdentityToken", std::string(base::trim(*token))}},
                             nullptr});
  };
}

}  // namespace sluice::aws
