#include "aws/shared_config.h"

#include <algorithm>
#include <cctype>
#include <vector>

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

bool is_indented(std::string_view line) {
  return !line.empty() && std::isspace(static_cast<unsigned char>(line.front()));
}

// "[profile 'my name']" names "profile my name".
std::string section_name(std::string_view line) {
  std::string inside(line.substr(1, line.find(']') - 1)), out;
  std::ranges::replace(inside, '\t', ' ');
  for (std::string_view word : base::split(inside, ' '))
    if (!word.empty()) out += (out.empty() ? "" : " ") + std::string(word);
  std::erase_if(out, [](char c) { return c == '"' || c == '\''; });
  return out;
}

// Editors of other systems begin a file with the mark of UTF-8.
std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

Sections parse_ini(std::string_view text) {
  Sections sections;
  std::string section, outer;
  for (std::string_view raw : base::split(without_mark(text), '\n')) {
    const std::string line = without_comment(raw);
    const std::string content = trimmed(line);
    if (content.empty()) continue;
    if (content.front() == '[') {
      section = section_name(content);
      sections[section];
      outer.clear();
      continue;
    }
    const size_t delimiter = content.find_first_of("=:");
    if (delimiter == std::string::npos) continue;
    std::string key = base::to_lower_ascii(trimmed(content.substr(0, delimiter)));
    // A command may hold what looks like a comment.
    const std::string value = trimmed(key == "credential_process" ? raw.substr(raw.find_first_of("=:") + 1)
                                                                  : content.substr(delimiter + 1));
    const bool nested = is_indented(line) && !outer.empty();
    if (!nested) outer = value.empty() ? key : "";
    sections[section][nested ? outer + "." + key : key] = value;
  }
  return sections;
}

// What would otherwise be passed over in silence. The line itself may hold a secret and is not shown.
Status check_ini(std::string_view text, const std::string& path) {
  int number = 0;
  bool in_section = false;
  auto flaw = [&](const char* what) -> Status {
    return fail(Error(ErrorKind::kInvalidInput, what,
                      "the file is made of sections [NAME] and lines key = value; `aws configure` writes it")
                    .at({path, number, 1}));
  };
  for (std::string_view raw : base::split(without_mark(text), '\n')) {
    ++number;
    const std::string content = trimmed(without_comment(raw));
    if (content.empty()) continue;
    if (content.front() == '[') {
      if (content.find(']') == std::string::npos) return flaw("the name of a section does not end with ']'");
      in_section = true;
    } else if (!in_section) {
      return flaw("a line stands before the first section");
    } else if (!is_indented(raw) && content.find_first_of("=:") == std::string::npos) {
      return flaw("a line is neither [section] nor key = value");
    }
  }
  return {};
}

Result<std::string> read_if_there(const std::string& path) {
  Result<std::string> text = base::read_file(path);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::string();
  return text;
}

// "[profile default]" is written, too, and wins over "[default]".
std::vector<std::string> config_sections(const std::string& profile) {
  std::vector<std::string> out{"profile " + profile};
  if (profile == "default") out.push_back(profile);
  return out;
}

std::string path_of(const Environment& environment, const char* variable, const char* usual) {
  const std::string home = environment("HOME").value_or("");
  std::string path = environment(variable).value_or("");
  if (path.empty()) return home + usual;
  if (path.starts_with("~/")) path.replace(0, 1, home);
  return path;
}

Result<std::string> read_checked(const std::string& path) {
  SLUICE_TRY(std::string text, read_if_there(path));
  SLUICE_CHECK(check_ini(text, path));
  return text;
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
  SLUICE_TRY(const std::string config, read_checked(path_of(environment, "AWS_CONFIG_FILE", "/.aws/config")));
  SLUICE_TRY(const std::string credentials,
             read_checked(path_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials")));
  return parse(config, credentials);
}

bool SharedConfig::has_profile(const std::string& profile) const {
  const auto sections = config_sections(profile);
  return credentials_.contains(profile) ||
         std::ranges::any_of(sections, [&](const auto& section) { return config_.contains(section); });
}

std::optional<std::string> SharedConfig::credentials_value(const std::string& profile,
                                                           const std::string& key) const {
  return find(credentials_, profile, key);
}

std::optional<std::string> SharedConfig::config_value(const std::string& profile,
                                                      const std::string& key) const {
  for (const std::string& section : config_sections(profile))
    if (auto value = find(config_, section, key)) return value;
  return std::nullopt;
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
