#include "aws/shared_config.h"

#include <cctype>

#include "base/files.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

using Sections = std::map<std::string, std::map<std::string, std::string>>;

std::string without_comment(std::string_view line) {
  for (size_t i = 0; i < line.size(); ++i)
    if ((line[i] == '#' || line[i] == ';') &&
        (i == 0 || std::isspace(static_cast<unsigned char>(line[i - 1]))))
      return std::string(line.substr(0, i));
  return std::string(line);
}

std::string trimmed(std::string_view text) {
  return std::string(base::trim(text));
}

// "[profile 'my name']" names "profile my name".
std::string section_name(std::string_view line) {
  std::string out;
  for (std::string_view word : base::split(line.substr(1, line.find(']') - 1), ' '))
    if (std::string part = trimmed(word); !part.empty()) out += (out.empty() ? "" : " ") + part;
  std::erase_if(out, [](char c) { return c == '"' || c == '\''; });
  return out;
}

Sections parse_ini(const std::string& text) {
  Sections sections;
  std::string section, outer;
  for (std::string_view raw : base::split(text, '\n')) {
    const std::string line = without_comment(raw);
    const std::string content = trimmed(line);
    if (content.empty()) continue;
    if (content.front() == '[') {
      section = section_name(content);
      sections[section];
      outer.clear();
      continue;
    }
    const size_t equals = content.find('=');
    if (equals == std::string::npos) continue;
    std::string key = base::to_lower_ascii(trimmed(content.substr(0, equals)));
    const std::string value = trimmed(content.substr(equals + 1));
    const bool nested = std::isspace(static_cast<unsigned char>(line.front())) && !outer.empty();
    if (!nested) outer = value.empty() ? key : "";
    sections[section][nested ? outer + "." + key : key] = value;
  }
  return sections;
}

Result<std::string> read_if_there(const std::string& path) {
  Result<std::string> text = base::read_file(path);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::string();
  return text;
}

std::string config_section(const std::string& profile) {
  return profile == "default" ? profile : "profile " + profile;
}

std::optional<std::string> find(const Sections& sections, const std::string& section,
                                const std::string& key) {
  auto at = sections.find(section);
  if (at == sections.end()) return std::nullopt;
  auto value = at->second.find(key);
  if (value == at->second.end()) return std::nullopt;
  return value->second;
}

}  // namespace

SharedConfig SharedConfig::parse(const std::string& config, const std::string& credentials) {
  SharedConfig out;
  out.config_ = parse_ini(config);
  out.credentials_ = parse_ini(credentials);
  return out;
}

Result<SharedConfig> SharedConfig::load(const Environment& environment) {
  const std::string home = environment("HOME").value_or("") + "/.aws/";
  SLUICE_TRY(const std::string config,
             read_if_there(environment("AWS_CONFIG_FILE").value_or(home + "config")));
  SLUICE_TRY(const std::string credentials,
             read_if_there(environment("AWS_SHARED_CREDENTIALS_FILE").value_or(home + "credentials")));
  return parse(config, credentials);
}

bool SharedConfig::has_profile(const std::string& profile) const {
  return config_.contains(config_section(profile)) || credentials_.contains(profile);
}

std::optional<std::string> SharedConfig::credentials_value(const std::string& profile,
                                                           const std::string& key) const {
  return find(credentials_, profile, key);
}

std::optional<std::string> SharedConfig::config_value(const std::string& profile,
                                                      const std::string& key) const {
  return find(config_, config_section(profile), key);
}

std::optional<std::string> SharedConfig::get(const std::string& profile, const std::string& key) const {
  auto value = credentials_value(profile, key);
  return value ? value : config_value(profile, key);
}

std::optional<std::string> SharedConfig::endpoint_url(const std::string& profile,
                                                      const std::string& service) const {
  if (auto services = get(profile, "services"))
    if (auto url = find(config_, "services " + *services, service + ".endpoint_url")) return url;
  return get(profile, "endpoint_url");
}

}  // namespace sluice::aws
