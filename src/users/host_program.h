// The program that does the play on a host: POSIX shell text, sent over ssh's input to a shell of root.
// Nothing of it is ever an argument or a file there.
#pragma once

#include <string>
#include <vector>

#include "users/key_sources.h"
#include "users/user_info.h"

namespace sluice::users {

struct HostProgramOptions {
  bool check = false, adopt = false, prune = false;
  std::string actor;  // who runs this, for the host's log: "ana@laptop"
};
// `keys[i]` are those of users.users[i].
std::string host_program(const UserInfo& users, const std::vector<UserKeys>& keys,
                         const HostProgramOptions& options);

// In single quotes, for a POSIX shell.
std::string shell_quoted(std::string_view text);

}  // namespace sluice::users
