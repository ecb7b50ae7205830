#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cluster_options.h"
#include "cli/users_commands.h"
#include "users/apply_users.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Makes the accounts of `user_info` in the cluster file on each host, over one ssh connection a host:

  user_info:
    - {name: alice, github: true, type: admin}          # sudo for everything
    - {name: bob, authorized_keys: ["ssh-ed25519 AA…"]}  # a normal user
    - {name: carol, github: true, type: restricted,      # nothing but these commands
       sudo_cmds: ["ALL=(hadoop) NOPASSWD: /usr/bin/yarn"]}
    - {name: dave, present: false}                       # gone, with the home

  sluice users apply -f cluster.yml --host 10.0.1.236 --private-key ~/.ssh/cluster.pem --check
  sluice users apply -f cluster.yml --host 10.0.1.236 --private-key ~/.ssh/cluster.pem
  sluice users apply -f cluster.yml --host 10.0.1.236 --bastion ec2-user@bastion.example.org

A second run changes nothing. Who is only taken out of the file stays on the host and is listed; --prune
removes those that sluice made. An unknown host key is trusted at first sight and kept; a changed one is fatal.

Exit codes: 0 done, 1 a host cannot be reached, 2 the file is wrong, 4 something failed (run it again).)";

nlohmann::ordered_json json_of(const users::HostRecap& host) {
  nlohmann::ordered_json tasks = nlohmann::ordered_json::array();
  for (const users::TaskOutcome& task : host.tasks) {
    nlohmann::ordered_json items = nlohmann::ordered_json::array();
    for (const users::TaskItem& item : task.items) {
      nlohmann::ordered_json told = {{"status", item.status}};
      if (!item.item.empty()) told["item"] = item.item;
      if (!item.message.empty()) told["message"] = item.message;
      items.push_back(std::move(told));
    }
    tasks.push_back({{"task", task.name}, {"items", std::move(items)}});
  }
  nlohmann::ordered_json out = {{"host", host.host},       {"ok", host.ok},
                                {"changed", host.changed}, {"unreachable", host.unreachable},
                                {"failed", host.failed},   {"tasks", std::move(tasks)},
                                {"notes", host.notes}};
  if (!host.problem.empty()) out["problem"] = host.problem;
  return out;
}

class UsersApplyCommand final : public Command {
 public:
  const char* name() const override { return "apply"; }
  const char* summary() const override { return "make the accounts of user_info on hosts"; }

  void declare(CLI::App& app) override {
    cluster_.declare_file(app);
    cluster_.declare_output(app);
    app.add_option("--host", apply_.hosts, "name or address of a host; may be given several times")
        ->required()
        ->delimiter(',')
        ->type_name("HOST");
    users::Connection& connection = apply_.connection;
    app.add_option("--user", connection.user, "the user to log in as, with sudo without a password (hadoop)");
    app.add_option("--private-key", connection.private_key,
                   "its key; else those of the agent and of ssh's defaults")
        ->type_name("FILE");
    app.add_option("--bastion", connection.bastion, "go through this host")->type_name("[USER@]HOST");
    app.add_option("--known-hosts", connection.known_hosts,
                   "where keys of hosts are kept (.sluice/known_hosts beside the cluster file)")
        ->type_name("FILE");
    app.add_option("--github-url", apply_.github_url, "where URL/LOGIN.keys is fetched (https://github.com)")
        ->type_name("URL");
    app.add_flag("--check", apply_.check, "show what would change, with differences; change nothing");
    app.add_flag("--prune", apply_.prune, "remove accounts that sluice made and the file does not name");
    app.add_flag("--adopt-users", apply_.adopt, "take over accounts of these names that sluice did not make");
    app.footer(kHelp);
  }

  int run() override {
    if (!apply_.github_url.starts_with("https://"))
      return report(*this, Error(ErrorKind::kInvalidInput, "--github-url must begin with https://"),
                    kBadInput);
    auto cluster = open_people_file(*this, cluster_);
    if (!cluster) return cluster.error();
    Diagnostics findings;
    users::UserInfo info = users::check_users(*cluster, findings);
    fmt::print(stderr, "{}", findings.to_text());
    if (findings.has_errors()) return kBadInput;
    return apply(info, *cluster);
  }

 private:
  int apply(const users::UserInfo& info, const cluster::ClusterFile& cluster) {
    remove_double_hosts();
    if (apply_.connection.known_hosts.empty())
      apply_.connection.known_hosts = cluster.folder + "/.sluice/known_hosts";
    if (!cluster_.json()) apply_.print = [](const std::string& line) { fmt::print("{}\n", line); };
    auto result = users::apply_users(info, apply_);
    if (!result) {
      Error error = result.error();
      if (error.kind == ErrorKind::kInterrupted) error.hint = "run it again: it goes on from any point";
      return report(*this, error);
    }
    if (cluster_.json())
      print_json(*result);
    else
      print_recap(*result);
    return result->exit_code;
  }

  void remove_double_hosts() {
    std::vector<std::string> hosts;
    for (std::string& host : apply_.hosts)
      if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(std::move(host));
    apply_.hosts = std::move(hosts);
  }

  static void print_recap(const users::ApplyResult& result) {
    fmt::print("{}\n", users::heading_line("PLAY RECAP"));
    for (const users::HostRecap& host : result.hosts) fmt::print("{}\n", users::recap_line(host));
  }

  void print_json(const users::ApplyResult& result) const {
    nlohmann::ordered_json hosts = nlohmann::ordered_json::array();
    for (const users::HostRecap& host : result.hosts) hosts.push_back(json_of(host));
    fmt::print("{}\n", nlohmann::ordered_json{{"check", apply_.check}, {"hosts", std::move(hosts)}}.dump(2));
  }

  ClusterOptions cluster_;
  users::ApplyOptions apply_;
};

}  // namespace

std::unique_ptr<Command> make_users_apply_command() {
  return std::make_unique<UsersApplyCommand>();
}

}  // namespace sluice::cli
