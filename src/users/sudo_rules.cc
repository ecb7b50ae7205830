#include "users/sudo_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/text.h"

namespace sluice::users {
namespace {

const std::set<std::string, std::less<>> kShells = {"sh",   "bash",    "rbash", "dash",  "zsh",
                                                    "ksh",  "csh",     "tcsh",  "fish",  "su",
                                                    "sudo", "busybox", "env",   "screen"};
const std::set<std::string, std::less<>> kEditors = {"vi", "vim",  "view", "nano", "emacs", "ed",
                                                     "ex", "pico", "less", "more", "man",   "sudoedit"};
const std::set<std::string, std::less<>> kInterpreters = {"perl", "ruby", "node", "php",   "lua",
                                                          "awk",  "gawk", "mawk", "expect"};
const std::vector<std::string> kOpenFolders = {"/home/", "/tmp/", "/var/tmp/", "/dev/shm/", "/mnt/tmp/"};

std::string without_blanks_at_commas(std::string text) {
  static const std::regex kComma(R"(\s*,\s*)");
  return std::regex_replace(text, kComma, ",");
}

// The rule must be "HOSTS=…": an item that opens with a user would grant to somebody else.
std::string form_error(const std::string& rule) {
  static const std::regex kKeyword(R"(^(Defaults|[A-Za-z]+_Alias|include|includedir)\b)");
  if (rule.find_first_of("\n\r") != rule.npos) return "a rule is one line, and this holds a line break";
  if (rule.ends_with('\\')) return "a rule cannot end with a backslash: it would swallow the next one";
  size_t equals = rule.find('=');
  if (rule.empty() || equals == rule.npos)
    return "not a rule of sudo: write HOSTS=(USERS) COMMANDS, for example ALL=(hadoop) NOPASSWD: "
           "/usr/bin/yarn";
  std::string hosts = without_blanks_at_commas(std::string(base::trim(rule.substr(0, equals))));
  if (hosts.empty() || std::string_view("#@%+,:!").contains(hosts.front()) ||
      std::regex_search(hosts, kKeyword) || hosts.find_first_of(" \t") != hosts.npos)
    return "a rule begins with the hosts (ALL=…), not with a user or an alias: the name is put before it";
  return {};
}

// "ALL=(hadoop) NOPASSWD: /a, /b x : OTHER = /c": the commands of all parts.
std::vector<std::string> commands_of(const std::string& rule) {
  static const std::regex kUsers(R"((^|[,=])\s*\([^)]*\))"),
      kNextHosts(R"(([^\\]):\s*([^\s=:,]+\s*,\s*)*[^\s=:,]+\s*=)"), kTags(R"(^\s*([A-Z_]+\s*:\s*)*)");
  std::vector<std::string> commands;
  std::string rest = std::regex_replace(rule.substr(rule.find('=') + 1), kUsers, "$1");
  rest = std::regex_replace(rest, kNextHosts, "$1,");
  for (std::string_view item : base::split(rest, ',')) {
    std::string command =
        std::regex_replace(std::string(item), kTags, "", std::regex_constants::format_first_only);
    commands.emplace_back(base::trim(command));
  }
  return commands;
}

std::string risk_of(const std::string& command, bool without_password) {
  if (command == "ALL")
    return without_password
               ? "lets the user do everything as root (ALL)"
               : "ALL without NOPASSWD: the user has no password, so name the commands after NOPASSWD:";
  std::string program = command.substr(0, command.find_first_of(" \t"));
  std::string arguments = command.substr(program.size());
  std::string name = program.substr(program.rfind('/') + 1);
  if (kShells.contains(name))
    return fmt::format("{} is a shell or starts one: it can do everything", program);
  if (kEditors.contains(name)) return fmt::format("{} can start a shell from inside", program);
  if (kInterpreters.contains(name) || name.starts_with("python"))
    return fmt::format("{} runs any program it is given", program);
  if (arguments.contains('*') || program.contains('*'))
    return fmt::format("the * in '{}' also stands for blanks and further arguments", command);
  for (const std::string& folder : kOpenFolders)
    if (program.starts_with(folder))
      return fmt::format("{} is in a folder where users may write: it can be replaced", program);
  return {};
}

}  // namespace

std::vector<SudoFinding> check_sudo_rule(const std::string& text) {
  std::string rule(base::trim(text));
  if (std::string error = form_error(rule); !error.empty()) return {{true, error}};
  std::vector<SudoFinding> findings;
  bool without_password = rule.contains("NOPASSWD");
  for (const std::string& command : commands_of(rule))
    if (std::string risk = risk_of(command, without_password); !risk.empty())
      findings.push_back({false, risk});
  return findings;
}

}  // namespace sluice::users
