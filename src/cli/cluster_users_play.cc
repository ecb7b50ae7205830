#include "cli/cluster_users_play.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "cli/private_key_check.h"
#include "emr/launch_record.h"
#include "users/known_hosts.h"

namespace sluice::cli {
namespace {

// What cloud-init printed on the master's console; none is fine, the first sight is trusted then.
std::vector<std::string> console_keys(aws::Api& api, const std::string& instance) {
  if (instance.empty()) return {};
  auto reply = api.call("ec2", "GetConsoleOutput", {{"InstanceId", instance}});
  if (!reply || !reply->contains("Output") || !(*reply)["Output"].is_string()) return {};
  const std::string& output = (*reply)["Output"].get_ref<const std::string&>();
  return users::host_keys_of_console(base::base64_decode(output).value_or(output));
}

}  // namespace

void ClusterUsersPlay::declare(CLI::App& app) {
  users::Connection& connection = options_.connection;
  app.add_flag("--no-users", skip_, "leave the accounts on the master alone")->group("SSH access");
  app.add_option("--private-key", connection.private_key, "key of the master's user; else the agent's")
      ->type_name("FILE")
      ->group("SSH access");
  app.add_option("--user", connection.user, "user to log in as (hadoop)")->group("SSH access");
  app.add_option("--bastion", connection.bastion, "go through this host")
      ->type_name("[USER@]HOST")
      ->group("SSH access");
  app.add_option("--github-url", options_.github_url, "where URL/LOGIN.keys is fetched (https://github.com)")
      ->type_name("URL")
      ->group("SSH access");
}

bool ClusterUsersPlay::wanted(const cluster::ClusterFile& cluster) const {
  return !skip_ && !cluster.user_info.is_null();
}

Diagnostics ClusterUsersPlay::check(const cluster::ClusterFile& cluster) {
  Diagnostics findings;
  if (wanted(cluster)) info_ = users::check_users(cluster, findings);
  return findings;
}

Diagnostics ClusterUsersPlay::check_key(aws::Api& api, const cluster::ClusterFile& cluster) const {
  return wanted(cluster) ? check_private_key(api, cluster, options_.connection.private_key) : Diagnostics();
}

int ClusterUsersPlay::run(const Command& command, aws::Api& api, const cluster::ClusterFile& cluster,
                          const emr::Provisioned& provisioned, bool quiet,
                          std::vector<users::HostRecap>& recaps) {
  if (!wanted(cluster)) return kDone;
  if (provisioned.master.private_ip.empty())
    return report(command,
                  Error(ErrorKind::kUnavailable, "the master has no address yet; nobody was set up on it",
                        "run the same command again when the cluster is WAITING"),
                  kApplyFailed);
  users::ApplyOptions options = options_;
  options.hosts = {provisioned.master.private_ip};
  options.connection.known_hosts =
      emr::state_folder(cluster.folder, cluster.name) + "/known_hosts-" + provisioned.id;
  options.connection.host_keys = console_keys(api, provisioned.master.instance_id);
  if (!quiet) options.print = [](const std::string& line) { fmt::print("{}\n", line); };
  auto result = users::apply_users(info_, options);
  if (!result) return report(command, result.error(), kApplyFailed);
  for (const users::HostRecap& host : result->hosts)
    if (!host.problem.empty())
      fmt::print(stderr, "sluice {}: {}: {}\n", command.title(), host.host, host.problem);
  recaps.insert(recaps.end(), result->hosts.begin(), result->hosts.end());
  return result->exit_code;
}

}  // namespace sluice::cli
