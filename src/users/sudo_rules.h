// One item of `sudo_cmds`: what can be said of it without a host (spec ssh-access.md section 7). Pure.
#pragma once

#include <string>
#include <vector>

namespace sluice::users {

struct SudoFinding {
  bool is_error = false;  // else it is allowed, but grants more than it seems to
  std::string message;
};
// `rule` is what follows the user's name: "ALL=(hadoop) NOPASSWD: /usr/bin/yarn".
std::vector<SudoFinding> check_sudo_rule(const std::string& rule);

}  // namespace sluice::users
