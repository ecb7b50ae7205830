// The last play of `sluice cluster provision`: people on the master (spec ssh-access.md).
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"
#include "cli/command.h"
#include "cluster/cluster_file.h"
#include "emr/provision.h"
#include "users/apply_users.h"

namespace sluice::cli {

class ClusterUsersPlay {
 public:
  void declare(CLI::App& app);
  // What is wrong with the people of the file; before anything is launched.
  Diagnostics check(const cluster::ClusterFile& cluster);
  // Whether the key of --private-key is that of the cluster's key pair; before anything is launched.
  Diagnostics check_key(aws::Api& api, const cluster::ClusterFile& cluster) const;
  // The play on the master, its transcript on stdout unless `quiet`; adds its recaps. A file without
  // `user_info` has no such play. Gives the exit code.
  int run(const Command& command, aws::Api& api, const cluster::ClusterFile& cluster,
          const emr::Provisioned& provisioned, bool quiet, std::vector<users::HostRecap>& recaps);

 private:
  bool wanted(const cluster::ClusterFile& cluster) const;
  users::ApplyOptions options_;
  users::UserInfo info_;
  bool skip_ = false;
};

}  // namespace sluice::cli
