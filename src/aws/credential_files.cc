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
  return fixed({*id, *secret, value("aws_session_token").value_or(""), std::nullopt});
}

Result<Credentials> ask_process(const std::string& command) {
  SLUICE_TRY(const base::ExchangeReply reply,
             base::exchange({.argv = {"/bin/sh", "-c", command}, .whole_environment = true}));
  if (reply.exit_code != 0)
    return fail(ErrorKind::kPermission,
                fmt::format("credential_process ended with exit code {}", reply.exit_code),
                "run the command of credential_process in the profile by hand to see why");
  return credentials_of_json(reply.output, "SessionToken", "credential_process");
}

}  // namespace

Result<Credentials> credentials_of_json(const std::string& text, const std::string& token_name,
                                        const std::string& what) {
  const Json json = Json::parse(text, nullptr, false);
  auto get = [&](const std::string& name) {
    return json.is_object() && json.contains(name) && json[name].is_string() ? json[name].get<std::string>()
                                                                             : "";
  };
  Credentials out{get("AccessKeyId"), get("SecretAccessKey"), get(token_name), parse_time(get("Expiration"))};
  if (out.access_key_id.empty() || out.secret_access_key.empty())
    return fail(ErrorKind::kPermission, fmt::format("{} gave no AccessKeyId and SecretAccessKey", what));
  return out;
}

Found from_environment(const ChainOptions& options) {
  if (options.profile_is_named) return std::nullopt;
  return keys_of(
      [&](const std::string& key) {
        std::string name = key;
        for (char& c : name)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        return options.environment(name);
      },
      "the environment");
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
  return [command = *command] { return ask_process(command); };
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
