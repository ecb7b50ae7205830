// The SSH play of the guide on one or more hosts: accounts, keys, sudo rules (spec ssh-access.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "cluster/cluster_file.h"
#include "users/user_info.h"

namespace sluice::users {

struct Connection {
  std::string user = "hadoop";
  std::string private_key;  // file; empty: the agent and the defaults of ssh
  std::string bastion;      // [user@]host; empty: none
  std::string known_hosts;  // file of this cluster or play; made if missing
};
struct ApplyOptions {
  std::vector<std::string> hosts;
  Connection connection;
  std::string github_url = "https://github.com";
  bool check = false;  // show what would change, with diffs; change nothing
  bool prune = false, adopt = false;
  std::function<void(const std::string& line)> print;  // a line of the transcript
};
struct HostRecap {
  std::string host;
  int ok = 0, changed = 0, unreachable = 0, failed = 0;
};
struct ApplyResult {
  std::vector<HostRecap> hosts;
  int exit_code = 0;  // 0, 1 unreachable, 4 something failed
};
// The play "Configure SSH access to cluster" without its recap. Call only with a UserInfo without errors.
Result<ApplyResult> apply_users(const UserInfo& users, const ApplyOptions& options);

}  // namespace sluice::users
