// Credentials that stand somewhere: environment, files, a program that prints them.
#include <fmt/format.h>

#include "aws/credential_source.h"
#include "aws/instant.h"
#include "base/exchange.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

std::optional<Fetch> fixed(Credentials credentials) {
  return [credentials = std::move(credentials)]() -> Result<Credentials> { return credentials; };
}

using Lookup = std::function<std::optional<std::string>(const std::string& key)>;

Found keys_of(const Lookup& value, const std::string& where) {
  const auto id = value("aws_access_key_id"), secret = value("aws_secret_access_key");
  if (!id || id->empty()) return std::nullopt;
  if (!secret || secret->empty())
    return fail(ErrorKind::kPermission, fmt::format("{} has an access key id without its secret", where));
  std::string token = value("aws_session_token").value_or("");
  if (token.empty()) token = value("aws_security_token").value_or("");  // its old name
  return fixed({*id, *secret, std::move(token), std::nullopt});
}

// What a program says last is why it gave up.
std::string last_line(const std::string& text) {
  const std::string_view said = base::trim(text);
  return std::string(said.substr(said.find_last_of('\n') + 1).substr(0, 300));
}

Result<Credentials> ask_process(const ChainOptions& options, const std::string& command) {
  const std::string what = fmt::format("credential_process of profile '{}'", options.profile);
  const std::string hint = "run the command of credential_process in the profile by hand to see why";
  auto reply = base::exchange({.argv = {"/bin/sh", "-c", command}, .whole_environment = true});
  if (!reply) return fail(std::move(reply).error().during("running " + what));
  if (reply->exit_code != 0) {
    const std::string said = last_line(reply->error);
    return fail(
        ErrorKind::kPermission,
        fmt::format("{} ended with exit code {}{}", what, reply->exit_code, said.empty() ? "" : ": " + said),
        hint);
  }
  const Json json = Json::parse(reply->output, nullptr, false);
  if (json.is_object() && json.value("Version", Json()) != 1)
    return fail(ErrorKind::kPermission, what + " printed no \"Version\": 1, the only one that is known",
                hint);
  SLUICE_TRY(const Credentials given, credentials_of_json(reply->output, "SessionToken", what));
  if (given.expires && *given.expires <= options.clock->now())
    return fail(ErrorKind::kPermission, what + " gave credentials that are expired already", hint);
  return given;
}

}  // namespace

Result<Credentials> credentials_of_json(const std::string& text, const std::string& token_name,
                                        const std::string& what) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(ErrorKind::kPermission, what + " gave no JSON object");
  auto get = [&](const std::string& name) {
    return json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : "";
  };
  const std::string expiration = get("Expiration");
  Credentials out{get("AccessKeyId"), get("SecretAccessKey"), get(token_name), parse_time(expiration)};
  if (out.access_key_id.empty() || out.secret_access_key.empty()) {
    // Servers that have none say why: {"Code": "AssumeRoleUnauthorizedAccess", "Message": …}.
    const std::string why = get("Message").empty() ? get("message") : get("Message");
    return fail(ErrorKind::kPermission,
                fmt::format("{} gave no AccessKeyId and SecretAccessKey{}", what,
                            why.empty() ? "" : fmt::format(": {} {}", get("Code"), why)));
  }
  if (!expiration.empty() && !out.expires)
    return fail(ErrorKind::kPermission, fmt::format("{} gave an Expiration that is no time", what));
  return out;
}

Found from_environment(const ChainOptions& options) {
  if (options.profile_is_named) return std::nullopt;
  const std::string over = options.environment("AWS_CREDENTIAL_EXPIRATION").value_or("");
  SLUICE_TRY(std::optional<Fetch> keys,
             keys_of([&](const std::string& key) { return options.environment(base::to_upper_ascii(key)); },
                     "the environment"));
  if (!keys || over.empty()) return keys;
  return [options, over, keys = *keys]() -> Result<Credentials> {
    const auto end = parse_time(over);
    if (end && *end <= options.clock->now())
      return fail(ErrorKind::kPermission,
                  fmt::format("the credentials of the environment expired at {}", over),
                  "AWS_CREDENTIAL_EXPIRATION says so; get new ones, or unset AWS_ACCESS_KEY_ID and its like");
    return keys();
  };
}

Found from_credentials_file(const ChainOptions& options) {
  return keys_of(
      [&](const std::string& key) { return options.config.credentials_value(options.profile, key); },
      fmt::format("profile '{}' of the credentials file", options.profile));
}

Found from_config_file(const ChainOptions& options) {
  return keys_of([&](const std::string& key) { return options.config.config_value(options.profile, key); },
                 fmt::format("profile '{}' of the config file", options.profile));
}

Found from_credential_process(const ChainOptions& options) {
  const auto command = options.config.get(options.profile, "credential_process");
  if (!command) return std::nullopt;
  return [options, command = *command] { return ask_process(options, command); };
}

Found from_sso(const ChainOptions& options) {
  const std::string& profile = options.profile;
  if (!options.config.get(profile, "sso_session") && !options.config.get(profile, "sso_start_url"))
    return std::nullopt;
  return fail(
      ErrorKind::kPermission,
      fmt::format("profile '{}' signs in with IAM Identity Center (SSO), which sluice does not do itself",
                  profile),
      fmt::format("run `aws sso login --profile {0}` and then `eval \"$(aws configure export-credentials "
                  "--profile {0} --format env)\"`, without AWS_PROFILE",
                  profile));
}

}  // namespace sluice::aws
