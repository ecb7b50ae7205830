// The AWS CLI's config and credentials files (~/.aws/config, ~/.aws/credentials, or where AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE point).
//
//   file    = { section }       section = "[" name "]" { key ("=" | ":") value }
//   config names: "default", "profile NAME", "services NAME", "sso-session NAME"; credentials names: NAME
//   an indented "key = value" below an empty "key =" belongs to it: get("s3.addressing_style")
//   "#" and ";" begin comments at the start of a line, and after white space (not in credential_process)
#pragma once

#include <map>
#include <optional>
#include <string>

#include "aws/client.h"

namespace sluice::aws {

class SharedConfig {
 public:
  // Files that are not there are empty. kPermission or kIo if one cannot be read, kInvalidInput with the line
  // of what is not of this form.
  static Result<SharedConfig> load(const Environment& environment);
  static SharedConfig parse(const std::string& config, const std::string& credentials);

  bool has_profile(const std::string& profile) const;
  // Of a profile in the credentials file, else in the config file.
  std::optional<std::string> get(const std::string& profile, const std::string& key) const;
  // Of one of the two files alone; the chain of credentials looks at them one after the other.
  std::optional<std::string> credentials_value(const std::string& profile, const std::string& key) const;
  std::optional<std::string> config_value(const std::string& profile, const std::string& key) const;
  // "endpoint_url" of the profile's `services` section, else of the profile; `service`: "emr",
  // "secrets_manager".
  std::optional<std::string> endpoint_url(const std::string& profile, const std::string& service) const;

 private:
  using Section = std::map<std::string, std::string>;
  std::map<std::string, Section> config_, credentials_;
};

}  // namespace sluice::aws
