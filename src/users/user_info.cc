#include "users/user_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "users/public_key.h"
#include "users/sudo_rules.h"

namespace sluice::users {
namespace {

using base::Severity;
using format::YamlNode;

const std::vector<std::string> kKeys = {
    "name",    "type",         "github",           "authorized_keys", "present",
    "state",   "sudo_cmds",    "sudoers_template", "github_login",    "github_key_fingerprints",
    "expires", "allow_no_keys"};
const std::set<std::string, std::less<>> kReserved = {"root", "hadoop", "ec2-user"};
// Its private group would be that of the admins, whose rule lets members do everything.
constexpr const char* kAdminGroup = "edxadmin";

std::optional<bool> boolean_of(const YamlNode& node) {
  if (!node.is_scalar()) return std::nullopt;
  std::string word = base::to_lower_ascii(node.text);
  if (word == "true" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "no" || word == "off") return false;
  return std::nullopt;
}

// Words that YAML reads as booleans, in a field that is text.
bool is_plain_boolean(const YamlNode& node) {
  return !node.quoted && boolean_of(node).has_value();
}

class UserReader {
 public:
  UserReader(const YamlNode& node, std::string path, Diagnostics& findings)
      : node_(node), path_(std::move(path)), findings_(findings) {}

  User read() {
    user_.mark = node_.mark;
    if (!node_.is_map()) {
      tell(Severity::kError, "E317", "", node_, "each user is a map: {name: alice, github: true}");
      return user_;
    }
    unknown_keys();
    read_name();
    read_type();
    read_presence();
    read_keys();
    read_rules();
    read_expiry();
    return user_;
  }

 private:
  void tell(Severity severity, const char* code, const std::string& key, const YamlNode& at,
            std::string message, std::string hint = {}) {
    findings_.add({severity, std::move(message), at.mark, std::move(hint), code,
                   key.empty() ? path_ : path_ + "." + key});
  }
  void error(const char* code, const std::string& key, const YamlNode& at, std::string message,
             std::string hint = {}) {
    tell(Severity::kError, code, key, at, std::move(message), std::move(hint));
  }
  // Null counts as absent.
  const YamlNode* find(const char* key) const {
    const YamlNode* node = node_.find(key);
    return node && !node->is_null() ? node : nullptr;
  }

  void unknown_keys() {
    for (size_t i = 0; i < node_.entries.size(); ++i) {
      const std::string& key = node_.entries[i].first;
      if (std::ranges::find(kKeys, key) != kKeys.end()) continue;
      auto near = format::nearest(key, kKeys);
      findings_.add({Severity::kWarning, fmt::format("unknown key '{}' has no effect", key),
                     node_.entry_marks[i], near ? fmt::format("did you mean '{}'?", *near) : "", "W101",
                     path_ + "." + key});
    }
    if (const YamlNode* node = find("sudoers_template"))
      error("E311", "sudoers_template", *node, "sudoers_template was never built, here or elsewhere",
            "write the commands into sudo_cmds");
  }

  std::string text(const char* key) {
    const YamlNode* node = find(key);
    if (!node) return {};
    if (!node->is_scalar()) {
      error("E317", key, *node, "must be text");
      return {};
    }
    if (is_plain_boolean(*node))
      error("E110", key, *node, fmt::format("{} is a boolean in YAML: quote it", node->text));
    return node->text;
  }

  bool flag(const char* key, bool otherwise) {
    const YamlNode* node = find(key);
    if (!node) return otherwise;
    auto value = boolean_of(*node);
    if (!value) error("E317", key, *node, "must be true or false");
    return value.value_or(otherwise);
  }

  std::vector<std::pair<std::string, const YamlNode*>> list(const char* key) {
    const YamlNode* node = find(key);
    if (!node) return {};
    std::vector<std::pair<std::string, const YamlNode*>> items;
    if (!node->is_sequence())
      error("E317", key, *node, "must be a list of texts", fmt::format("{}: [\"…\"]", key));
    for (const YamlNode& item : node->items) {
      std::string place = fmt::format("{}[{}]", key, &item - node->items.data());
      if (!item.is_scalar())
        error("E317", place, item, "must be text");
      else
        items.emplace_back(place, &item);
    }
    return items;
  }

  void read_name() {
    static const std::regex kName("[a-z_][a-z0-9_-]{0,31}");
    user_.name = text("name");
    const YamlNode* node = find("name");
    if (!node)
      error("E312", "name", node_, "every user needs a name");
    else if (!std::regex_match(user_.name, kName))
      error("E312", "name", *node, fmt::format("'{}' is no name for an account", user_.name),
            "a small letter or _, then small letters, digits, _ and -, 32 at most");
    else if (kReserved.contains(user_.name))
      error("E314", "name", *node,
            fmt::format("the account {} belongs to the system and is never changed", user_.name));
    else if (user_.name == kAdminGroup)
      error("E314", "name", *node, "edxadmin is the group of the admins and cannot be an account",
            "give the person another name, and type: admin for sudo");
  }

  void read_type() {
    std::string type = text("type");
    if (type == "admin")
      user_.type = User::Type::kAdmin;
    else if (type == "restricted")
      user_.type = User::Type::kRestricted;
    else if (!type.empty())
      error("E310", "type", *find("type"), fmt::format("'{}' is no type of user", type),
            "admin or restricted; leave it out for a normal user");
  }

  void read_presence() {
    user_.present = flag("present", true);
    const YamlNode* state = find("state");
    if (!state) return;
    std::string word = text("state");
    if (word != "absent" && word != "present")
      error("E317", "state", *state, "must be present or absent (older spelling of present: true, false)");
    else if (find("present") && user_.present != (word == "present"))
      error("E317", "state", *state, "state and present contradict each other");
    else
      user_.present = word == "present";
  }

  void read_keys() {
    static const std::regex kLogin("[A-Za-z0-9][A-Za-z0-9_-]{0,38}"),
        kFingerprint("SHA256:[A-Za-z0-9+/]{43}=?");
    user_.github_login = text("github_login");
    user_.github = flag("github", !user_.github_login.empty());
    if (!user_.github_login.empty() && !std::regex_match(user_.github_login, kLogin))
      error("E319", "github_login", *find("github_login"), "this is no login of GitHub");
    if (user_.github_login.empty()) user_.github_login = user_.name;
    for (auto& [place, item] : list("github_key_fingerprints")) {
      if (!std::regex_match(item->text, kFingerprint))
        error("E319", place, *item, "must be a fingerprint as `ssh-keygen -lf KEY` prints it: SHA256:…");
      user_.github_key_fingerprints.push_back(item->text.substr(0, 50));
    }
    for (auto& [place, item] : list("authorized_keys")) {
      auto key = parse_public_key(item->text);
      if (!key) error("E315", place, *item, key.error().message, key.error().hint);
      user_.authorized_keys.push_back(item->text);
    }
    user_.allow_no_keys = flag("allow_no_keys", false);
    if (user_.present && !user_.github && user_.authorized_keys.empty() && !user_.allow_no_keys)
      tell(Severity::kWarning, "W310", "", node_, fmt::format("{} has no key and cannot log in", user_.name),
           "github: true, authorized_keys: [\"ssh-ed25519 …\"], or allow_no_keys: true if that is meant");
  }

  void read_rules() {
    for (auto& [place, item] : list("sudo_cmds")) {
      for (SudoFinding& finding : check_sudo_rule(item->text))
        tell(finding.is_error ? Severity::kError : Severity::kWarning, finding.is_error ? "E316" : "W330",
             place, *item, finding.message);
      user_.sudo_cmds.emplace_back(base::trim(item->text));
    }
  }

  void read_expiry() {
    user_.expires = text("expires");
    if (user_.expires.empty()) return;
    auto day = base::parse_day(user_.expires);
    if (!day)
      error("E318", "expires", *find("expires"), "must be a day: YYYY-MM-DD");
    else if (user_.present && *day <= base::system_clock().today())
      tell(Severity::kWarning, "W311", "expires", *find("expires"),
           fmt::format("the account of {} is closed since {}", user_.name, user_.expires));
  }

  const YamlNode& node_;
  std::string path_;
  Diagnostics& findings_;
  User user_;
};

void check_unique(const std::vector<User>& users, Diagnostics& findings) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < users.size(); ++i) {
    if (users[i].name.empty()) continue;
    auto [first, fresh] = seen.emplace(users[i].name, i);
    if (!fresh)
      findings.add({Severity::kError, fmt::format("{} stands twice in user_info", users[i].name),
                    users[i].mark, fmt::format("the first is user_info[{}]", first->second), "E313",
                    fmt::format("user_info[{}].name", i)});
  }
}

std::vector<std::string> read_links(const YamlNode& node, Diagnostics& findings) {
  std::vector<std::string> links;
  if (!node.is_sequence()) {
    findings.add({Severity::kError, "must be a list of paths", node.mark, "", "E317", "user_rbash_links"});
    return links;
  }
  std::set<std::string> names;
  for (const YamlNode& item : node.items) {
    std::string path = fmt::format("user_rbash_links[{}]", &item - node.items.data());
    if (!item.is_scalar()) {
      findings.add({Severity::kError, "must be a path", item.mark, "", "E317", path});
      continue;
    }
    static const std::regex kPath("(/[A-Za-z0-9._+@%-]+)+");
    if (!std::regex_match(item.text, kPath)) {
      findings.add({Severity::kWarning,
                    fmt::format("'{}' is no absolute path: no link to it is made", item.text), item.mark,
                    "give the whole path of the program", "W320", path});
      continue;
    }
    if (!names.insert(item.text.substr(item.text.rfind('/') + 1)).second)
      findings.add({Severity::kError, "two links of the same name", item.mark, "", "E317", path});
    links.push_back(item.text);
  }
  return links;
}

}  // namespace

UserInfo check_users(const cluster::ClusterFile& cluster, Diagnostics& findings) {
  UserInfo info;
  const YamlNode& list = cluster.user_info;
  if (!list.is_null() && !list.is_sequence())
    findings.add({Severity::kError, "must be a list of users", list.mark,
                  "user_info: [{name: alice, github: true}]", "E317", "user_info"});
  for (size_t i = 0; i < list.items.size(); ++i)
    info.users.push_back(UserReader(list.items[i], fmt::format("user_info[{}]", i), findings).read());
  check_unique(info.users, findings);
  const YamlNode& prompt = cluster.user_cmd_prompt;
  if (prompt.is_scalar())
    info.prompt = prompt.text;
  else if (!prompt.is_null())
    findings.add({Severity::kError, "must be text", prompt.mark, "", "E317", "USER_CMD_PROMPT"});
  if (!cluster.user_rbash_links.is_null()) info.rbash_links = read_links(cluster.user_rbash_links, findings);
  return info;
}

}  // namespace sluice::users
