// The SSH play of the guide on one or more hosts: accounts, keys, sudo rules (spec ssh-access.md).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "cluster/cluster_file.h"
#include "users/user_info.h"

namespace sluice::users {

// How to reach the hosts. The system's ssh is used, so the user's configuration and agent count.
struct Connection {
  std::string user = "hadoop";
  std::string private_key;  // file; empty: the agent and the defaults of ssh
  std::string bastion;      // [user@]host; empty: none
  std::string known_hosts;  // file of this cluster or play; made if missing
  // Keys of the first host from a source that can be trusted, "type base64" each (host_keys_of_console()).
  // Without them an unknown host is trusted at first sight, and its fingerprint told.
  std::vector<std::string> host_keys;
};
struct ApplyOptions {
  std::vector<std::string> hosts;
  Connection connection;
  std::string github_url = "https://github.com";
  bool check = false;  // show what would change, with diffs; change nothing
  bool prune = false, adopt = false;
  std::function<void(const std::string& line)> print;  // a line of the transcript
  std::chrono::milliseconds retry_base{1000};          // between tries at GitHub
  std::chrono::milliseconds host_timeout{600'000};
};
struct TaskItem {
  std::string item;    // a user; empty: the task has no items
  std::string status;  // "ok", "changed", "skipping", "failed"
  std::string message;
};
struct TaskOutcome {
  std::string name;
  std::vector<TaskItem> items;
};
struct HostRecap {
  std::string host;
  int ok = 0, changed = 0, unreachable = 0, failed = 0;
  std::vector<TaskOutcome> tasks;  // those that were reached
  std::vector<std::string> notes;  // unmanaged accounts, files left by removed ones
  std::string problem;             // why it is unreachable, or nothing was done
  bool no_way = false;             // it is unreachable because no connection came about
};
struct ApplyResult {
  std::vector<HostRecap> hosts;
  int exit_code = 0;  // 0, 1 unreachable, 4 something failed
};
// The play "Configure SSH access to cluster" without its recap. Call only with a UserInfo without errors.
// Blocking; all hosts at once. An Error: nothing was tried (bad host names, no private key, no ssh), or
// Ctrl-C.
Result<ApplyResult> apply_users(const UserInfo& users, const ApplyOptions& options);

// "PLAY RECAP ****…": filled with stars to 79 columns.
std::string heading_line(const std::string& text);
// "10.0.1.236                 : ok=5    changed=4    unreachable=0    failed=0"
std::string recap_line(const HostRecap& recap);

}  // namespace sluice::users
