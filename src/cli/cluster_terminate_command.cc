#include <fmt/format.h>

#include "base/text.h"
#include "cli/cluster_aws.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cli/cluster_progress.h"
#include "cli/cluster_transcript.h"
#include "emr/terminate.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Ends the cluster of a file and waits until it is gone. What is in HDFS is lost; S3 and MySQL stay. A cluster
that is not there, or on its way out already, is no error.

  sluice cluster terminate -f cluster.yml
  sluice cluster terminate j-2AXXXXXXGAPLF --region eu-west-1
  sluice cluster terminate --all-owned            # lists the live clusters that sluice launched
  sluice cluster terminate --all-owned --yes      # and ends them
  EXTRA_VARS="@cluster.yml" make terminate.emr

Exit codes: 0 gone, 2 the file is wrong, 4 refused (protected, a step of sluice runs) or not gone in time,
130 interrupted (it ends all the same).)";

using Clusters = std::vector<emr::ClusterSummary>;
using Json = nlohmann::ordered_json;

class ClusterTerminateCommand final : public Command {
 public:
  const char* name() const override { return "terminate"; }
  const char* summary() const override { return "end the cluster and wait until it is gone"; }

  void declare(CLI::App& app) override {
    app.add_option("CLUSTER", which_, "name or id, instead of a file")->type_name("NAME|j-ID");
    file_.declare_file(app);
    file_.declare_output(app);
    app.add_option("--region", region_, "of the cluster, without a file");
    app.add_flag("--force", options_.force,
                 "take termination protection off; do not mind a running step of sluice");
    app.add_flag("--all-owned", all_owned_, "every live cluster that carries sluice's tags");
    app.add_flag("--yes", yes_, "with --all-owned: end them, not only list them");
    waiting_.declare(app);
    app.footer(kHelp);
  }

  int run() override {
    std::string region = region_, name = which_;
    if (all_owned_ && (!which_.empty() || !file_.file.empty() || !file_.extra_vars.empty()))
      return report(*this, Error(ErrorKind::kInvalidInput, "--all-owned is about all clusters, not about one",
                                 "leave the name or the file out; --region says where"));
    if (which_.empty() && !all_owned_) {
      auto cluster = open_cluster_file(*this, file_);
      if (!cluster) return cluster.error();
      if (region.empty()) region = cluster->region;
      name = cluster->name;
    }
    auto api = open_aws(*this, region);
    if (!api) return api.error();
    auto clusters = all_owned_ ? emr::owned_clusters(**api) : named(**api, name);
    if (!clusters) return report(*this, clusters.error(), kApplyFailed);
    if (all_owned_ && !yes_) return list(*clusters);
    return end(**api, *clusters);
  }

 private:
  static Result<Clusters> named(aws::Api& api, const std::string& name) {
    if (!name.starts_with("j-")) return emr::clusters_to_end(api, name);
    SLUICE_TRY(const auto reply, api.call("emr", "DescribeCluster", {{"ClusterId", name}}));
    const auto& cluster = reply.at("Cluster");
    const std::string state = cluster.at("Status").at("State");
    if (emr::is_over(state)) return Clusters{};
    return Clusters{{name, cluster.value("Name", ""), state, {}}};
  }

  int list(const Clusters& clusters) const {
    if (file_.json()) {
      Json all = Json::array();
      for (const emr::ClusterSummary& cluster : clusters)
        all.push_back({{"id", cluster.id}, {"name", cluster.name}, {"state", cluster.state}});
      fmt::print("{}\n", Json{{"changed", false}, {"owned", all}}.dump(2));
      return kDone;
    }
    for (const emr::ClusterSummary& cluster : clusters)
      fmt::print("{}  {}  {}  since {}\n", cluster.id, cluster.state, cluster.name,
                 base::format_datetime(cluster.created));
    if (clusters.empty())
      fmt::print("no live cluster carries sluice's tags\n");
    else
      fmt::print(stderr, "nothing was ended; add --yes to end {}\n", clusters.size() == 1 ? "it" : "them");
    return kDone;
  }

  int end(aws::Api& api, const Clusters& clusters) {
    options_.poll = waiting_.poll();
    if (waiting_.timeout_seconds > 0) options_.timeout = waiting_.timeout();
    ClusterProgress progress;
    options_.progress = [&](const Clusters& left) {
      std::vector<std::string> states;
      for (const auto& cluster : left) states.push_back(cluster.id + " " + cluster.state);
      if (!left.empty()) progress.show(base::join(states, ", "));
    };
    auto result = emr::terminate(api, clusters, options_);
    progress.stop();
    if (!result) return fail_with(result.error());
    if (result->interrupted) {
      fmt::print(stderr, "sluice {}: interrupted; the cluster goes on ending by itself\n", title());
      return kInterruptedExit;
    }
    print(*result);
    return kDone;
  }

  int fail_with(const Error& error) const {
    if (!file_.json() && error.kind != ErrorKind::kInterrupted) {
      print_failed_terminate_play(error.message);
      print_recap({recap_of_failure()});
      std::fflush(stdout);
    }
    return report(*this, error, kApplyFailed) == kInterruptedExit ? kInterruptedExit : kApplyFailed;
  }

  void print(const emr::Terminated& result) const {
    const bool changed = !result.ended.empty();
    if (file_.json()) {
      fmt::print("{}\n",
                 Json{{"changed", changed}, {"ended", result.ended}, {"leaving", result.leaving}}.dump(2));
      return;
    }
    print_terminate_play(changed);
    users::HostRecap recap;
    recap.host = "localhost";
    recap.ok = 1;
    recap.changed = changed ? 1 : 0;
    print_recap({recap});
  }

  ClusterOptions file_;
  WaitingOptions waiting_;
  emr::TerminateOptions options_;
  std::string which_, region_;
  bool all_owned_ = false, yes_ = false;
};

}  // namespace

std::unique_ptr<Command> make_cluster_terminate_command() {
  return std::make_unique<ClusterTerminateCommand>();
}

}  // namespace sluice::cli
