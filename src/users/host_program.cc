#include "users/host_program.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/time.h"
#include "users/host_scripts.h"

namespace sluice::users {
namespace {

// A call of the program with its arguments, one line (or more where an argument has line breaks).
template <class... Texts>
std::string call(const char* function, const Texts&... arguments) {
  std::string line = function;
  ((line += ' ' + shell_quoted(arguments)), ...);
  return line + '\n';
}

const char* type_of(const User& user) {
  switch (user.type) {
    case User::Type::kAdmin: return "admin";
    case User::Type::kRestricted: return "restricted";
    case User::Type::kNormal: break;
  }
  return "normal";
}

std::string user_line(size_t number, const User& user, const UserKeys& keys) {
  std::string days, rules;
  if (auto day = base::parse_day(user.expires)) days = std::to_string(day->time_since_epoch().count());
  for (const std::string& rule : user.sudo_cmds)
    rules += (rules.empty() ? "" : "\n") + user.name + ' ' + rule;
  bool held = user.present && keys.kind == UserKeys::Kind::kHold;
  bool set = keys.kind == UserKeys::Kind::kSet;
  std::string text = set ? authorized_keys_text(user, keys.keys) : "";
  return call("user", std::to_string(number), user.name, type_of(user), user.present ? "1" : "0",
              held ? "1" : "0", days, user.expires, set ? "set" : "keep", text, base::sha256_hex(text),
              rules);
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'')
      out += "'\\''";
    else if (c != '\0')
      out += c;
  }
  return out + "'";
}

std::string host_program(const UserInfo& users, const std::vector<UserKeys>& keys,
                         const HostProgramOptions& options) {
  std::string program;
  for (const char* part :
       {kHostReport, kHostSurvey, kHostFiles, kHostAccounts, kHostRestricted, kHostSudoers, kHostPlay})
    program += part;
  auto flag = [](bool set) { return set ? "1" : "0"; };
  program += "actor=" + shell_quoted(options.actor) + '\n';
  program += call("options", flag(options.check), flag(options.adopt), flag(options.prune));
  for (const std::string& link : users.rbash_links) program += call("link", link);
  program += call("texts", kProfileText, "USER_CMD_PROMPT=" + shell_quoted(users.prompt) + '\n' + kBashrcText,
                  kRestrictedShellText);
  for (size_t i = 0; i < users.users.size(); ++i) program += user_line(i + 1, users.users[i], keys[i]);
  // Only the last line acts: what is cut off on its way does nothing.
  return program + "play\nsay end\nexit 0\n";
}

}  // namespace sluice::users
