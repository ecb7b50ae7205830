// `user_info` of the cluster file, checked (spec ssh-access.md section 2). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "cluster/cluster_file.h"

namespace sluice::users {

struct User {
  enum class Type { kNormal, kAdmin, kRestricted };
  std::string name;
  Type type = Type::kNormal;
  bool present = true;
  bool github = false;
  std::string github_login;  // the name unless given
  std::vector<std::string> authorized_keys, github_key_fingerprints, sudo_cmds;
  std::string expires;  // "YYYY-MM-DD" or empty
  bool allow_no_keys = false;
  SourceMark mark;
};
struct UserInfo {
  std::vector<User> users;
  std::string prompt;                                     // USER_CMD_PROMPT
  std::vector<std::string> rbash_links{"/usr/bin/sudo"};  // user_rbash_links
};
// All findings at once; the UserInfo counts only if none is an error.
UserInfo check_users(const cluster::ClusterFile& cluster, Diagnostics& findings);

}  // namespace sluice::users
