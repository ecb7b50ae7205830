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

// Where the master could be reached instead, and what its security group must let in for that; empty:
// nowhere.
std::string other_way(const emr::Provisioned& provisioned, const cluster::ClusterFile& cluster) {
  const emr::MasterNode& master = provisioned.master;
  if (master.public_ip.empty() || master.public_ip == master.private_ip) return {};
  constexpr const char* kGroup = "EmrManagedMasterSecurityGroup";
  std::string group;
  const aws::Json& view = provisioned.view.cluster;
  if (view.contains("Ec2InstanceAttributes") && view["Ec2InstanceAttributes"].contains(kGroup))
    group = view["Ec2InstanceAttributes"][kGroup].get<std::string>();
  std::string name = group.empty() ? "of the master" : group;
  return fmt::format(
      "the master has the public address {0} too. For it the security group {1} needs a rule that lets TCP "
      "22 in "
      "from your address:\n"
      "  aws ec2 authorize-security-group-ingress --group-id {2} --protocol tcp --port 22 --cidr "
      "YOUR-ADDRESS/32\n"
      "  sluice users apply -f {3} --host {0}",
      master.public_ip, name, group.empty() ? "GROUP" : group, cluster.file);
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
  bool no_way = !result->hosts.empty() && result->hosts.front().no_way && options.connection.bastion.empty();
  if (std::string way = no_way ? other_way(provisioned, cluster) : ""; !way.empty())
    fmt::print(stderr, "sluice {}: {}\n", command.title(), way);
  recaps.insert(recaps.end(), result->hosts.begin(), result->hosts.end());
  return result->exit_code;
}

}  // namespace sluice::cli
