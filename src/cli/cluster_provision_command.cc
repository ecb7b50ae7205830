#include <fmt/format.h>

#include "base/log.h"
#include "cli/cluster_aws.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cli/cluster_progress.h"
#include "cli/cluster_transcript.h"
#include "cli/cluster_users_play.h"
#include "cli/finding_json.h"
#include "emr/cluster_lookup.h"
#include "emr/preflight.h"
#include "emr/price.h"
#include "emr/provision.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Checks the file, looks at everything that would make a launch fail, tells the price, launches the cluster
once and waits until it is ready; then sets up the people of `user_info` on its master. Run again, it finds the
cluster by its name and changes nothing. A cluster of that name that is not what the file asks for is reported
as drift, with the differences, and left alone.

  sluice cluster provision -f cluster.yml
  sluice cluster provision -f cluster.yml --max-hourly 2.50     # refuse a dearer one
  sluice cluster provision -e "@cluster.yml" -o json | jq -r .jobflow_id
  EXTRA_VARS="@cluster.yml" make provision.emr

Ctrl-C ends the waiting, not the cluster.

Exit codes: 0 ready, 2 the file is wrong, 3 something stands in the way and nothing was created, 4 the cluster
failed, timed out or differs from the file, 6 it is ready but a step failed, 130 interrupted.)";

using Outcome = emr::Provisioned::Outcome;
using Json = nlohmann::ordered_json;

class ClusterProvisionCommand final : public Command {
 public:
  const char* name() const override { return "provision"; }
  const char* summary() const override {
    return "bring the cluster up, or find it; run again, it changes nothing";
  }

  void declare(CLI::App& app) override {
    file_.declare_file(app);
    file_.declare_output(app);
    waiting_.declare(app);
    app.add_option("--until", until_, "ready means: waiting (all steps done) or running (steps have begun)")
        ->check(CLI::IsMember({"waiting", "running"}));
    app.add_option("--max-hourly", max_hourly_,
                   "refuse a cluster that costs more, or whose price is not known")
        ->check(positive_number())
        ->type_name("USD");
    play_.declare(app);
    app.footer(kHelp);
  }

  int run() override {
    auto cluster = open_cluster_file(*this, file_, cluster::Mode::kStrict, &told_);
    if (!cluster) return refused(cluster.error());
    tell(play_.check(*cluster));
    if (told_.has_errors()) return refused(kBadInput);
    auto api = open_aws(*this, cluster->region);
    if (!api) return refused(api.error());
    emr::ProvisionOptions options = provision_options(*cluster);
    options.before_launch = [&] { return look_before_launch(**api, *cluster); };
    ClusterProgress progress;
    options.progress = [&](const emr::ClusterView& view) { progress.show(view); };
    options.slow = [&](const emr::ClusterView& view) { tell_market(**api, *cluster, view); };
    auto result = emr::provision(**api, *cluster, options);
    progress.stop();
    if (!result) return fail_with(result.error());
    if (result->outcome == Outcome::kRefused) return refused(kPreflightFailed);
    return finish(**api, *cluster, *result);
  }

 private:
  emr::ProvisionOptions provision_options(const cluster::ClusterFile& cluster) const {
    emr::ProvisionOptions options;
    if (until_ == "running") options.until = emr::Until::kRunning;
    if (waiting_.timeout_seconds > 0)
      options.timeout = waiting_.timeout();
    else if (cluster.provision_timeout_seconds)
      options.timeout = std::chrono::seconds(*cluster.provision_timeout_seconds);
    options.poll = waiting_.poll();
    return options;
  }

  // What would make it fail, and what it costs, before anything is created.
  emr::Clearance look_before_launch(aws::Api& api, const cluster::ClusterFile& cluster) {
    emr::Preflight found = emr::preflight(api, cluster);
    found.findings.append(play_.check_key(api, cluster));
    tell(found.findings);
    if (found.findings.has_errors()) {
      fmt::print(stderr, "sluice {}: something stands in the way; nothing was created\n", title());
      return {.go = false, .subnet = {}};
    }
    const emr::Price price = emr::price(api, cluster);
    fmt::print(stderr, "{}", emr::to_text(price));
    const Diagnostics budget = max_hourly_ ? emr::check_budget(price, *max_hourly_) : Diagnostics();
    tell(budget);
    return {.go = !budget.has_errors(), .subnet = found.subnet};
  }

  void tell(const Diagnostics& findings) {
    fmt::print(stderr, "{}", findings.to_text());
    told_.append(findings);
  }

  // Nothing was created; a machine gets the reasons.
  int refused(int code) const {
    if (file_.json())
      fmt::print("{}\n",
                 Json{{"outcome", "refused"}, {"changed", false}, {"findings", finding_json(told_)}}.dump(2));
    std::fflush(stdout);
    return code;
  }

  // Spot instances that do not come: what is offered, and what the market takes.
  static void tell_market(aws::Api& api, const cluster::ClusterFile& cluster, const emr::ClusterView& view) {
    base::log_warning(
        "cluster {} is STARTING for 15 minutes; spot instances come when the bid covers the market:\n{}",
        view.id, emr::to_text(emr::price(api, cluster)));
  }

  int fail_with(const Error& error) {
    if (file_.json()) {
      fmt::print("{}\n", Json{{"outcome", "failed"}, {"changed", false}, {"error", error.message}}.dump(2));
    } else if (error.kind != ErrorKind::kInterrupted) {
      print_failed_provision_play(error.message);
      print_recap({recap_of_failure()});
    }
    std::fflush(stdout);
    return report(*this, error, kApplyFailed) == kInterruptedExit ? kInterruptedExit : kApplyFailed;
  }

  int finish(aws::Api& api, const cluster::ClusterFile& cluster, const emr::Provisioned& result) {
    const bool ready = result.outcome == Outcome::kReady || result.outcome == Outcome::kStepFailed;
    std::vector<users::HostRecap> recaps;
    if (!file_.json()) {
      if (ready)
        print_provision_play(result);
      else
        print_failed_provision_play(what_went_wrong(result));
    }
    std::fflush(stdout);
    int code = explain_outcome(cluster, result);
    if (ready) {
      const int play_code = play_.run(*this, api, cluster, result, file_.json(), recaps);
      if (code == kDone) code = play_code;
    }
    if (!file_.json()) {
      recaps.push_back(recap_of_provision(result));
      print_recap(recaps);
    } else {
      fmt::print("{}\n", json_of(result, recaps).dump(2));
    }
    return code;
  }

  static std::string what_went_wrong(const emr::Provisioned& result) {
    switch (result.outcome) {
      case Outcome::kDrift: return "cluster " + result.id + " is not what the file asks for";
      case Outcome::kTimedOut: return "Timeout waiting for job flow to initialize.";
      case Outcome::kInterrupted: return "interrupted";
      default: return result.explanation ? result.explanation->cause : "Job flow failed to start.";
    }
  }

  // On stderr, with the next command; gives the exit code.
  int explain_outcome(const cluster::ClusterFile& cluster, const emr::Provisioned& result) {
    switch (result.outcome) {
      case Outcome::kReady: return kDone;
      case Outcome::kRefused: return kPreflightFailed;
      case Outcome::kDrift: tell_drift(cluster, result); return kApplyFailed;
      case Outcome::kTimedOut: tell_timeout(result); return kApplyFailed;
      case Outcome::kInterrupted: tell_interrupted(result); return kInterruptedExit;
      case Outcome::kStepFailed:
      case Outcome::kClusterFailed:
        if (result.explanation)
          fmt::print(stderr, "sluice {}: cluster {}: {}", title(), result.id,
                     emr::to_text(*result.explanation));
        if (result.outcome == Outcome::kStepFailed || emr::is_alive(result.view.state))
          fmt::print(stderr, "  cluster {} goes on, and costs money until it is ended: {}\n", result.id,
                     with_file("terminate"));
        return result.outcome == Outcome::kStepFailed ? kJobFailed : kApplyFailed;
    }
    return kFailed;
  }

  // The next command, about the same file.
  std::string with_file(const std::string& member) const {
    const std::string arguments = file_.arguments();
    return "sluice cluster " + member + (arguments.empty() ? "" : " " + arguments);
  }

  void tell_drift(const cluster::ClusterFile& cluster, const emr::Provisioned& result) const {
    fmt::print(
        stderr,
        "sluice {}: cluster {} is live under the name '{}' but is not what the file asks for:\n{}"
        "  nothing was changed; mend the file, give the new cluster another name, or end this one first: "
        "{}\n",
        title(), result.id, cluster.name, emr::to_text(result.drift), with_file("terminate"));
    if (emr::changes_in_place(result.drift))
      fmt::print(
          stderr,
          "  EMR can change this on the living cluster (aws emr modify-instance-groups, modify-cluster, "
          "add-tags, …); this command does not\n");
  }

  void tell_timeout(const emr::Provisioned& result) const {
    const char* longer = "run again, or give it longer with --timeout";
    if (result.id.empty())
      fmt::print(stderr, "sluice {}: {} of the same name is still ending; nothing was launched\n  {}\n",
                 title(), result.leaving, longer);
    else if (result.ended)
      fmt::print(
          stderr,
          "sluice {}: cluster {} was not ready in time (it was {}); this run had launched it, so it was "
          "ended\n  give it longer with --timeout\n",
          title(), result.id, result.view.state);
    else
      fmt::print(stderr,
                 "sluice {}: cluster {} was not ready in time (it is {}) and goes on\n  {}; to end it: {}\n",
                 title(), result.id, result.view.state, longer,
                 with_file(result.changed ? "terminate --force" : "terminate"));
  }

  void tell_interrupted(const emr::Provisioned& result) const {
    fmt::print(stderr,
               "sluice {}: interrupted; cluster {} goes on, and costs money until it is ended\n"
               "  to go on waiting: {}\n  to end it: {}\n",
               title(), result.id, with_file("provision"), with_file("terminate"));
  }

  Json json_of(const emr::Provisioned& result, const std::vector<users::HostRecap>& recaps) const {
    static constexpr std::array kNames{"ready",     "drift",       "cluster failed", "step failed",
                                       "timed out", "interrupted", "refused"};
    Json out{{"outcome", kNames.at(static_cast<size_t>(result.outcome))},
             {"changed", result.changed},
             {"jobflow_id", result.id},
             {"state", result.view.state},
             {"master_public_dns_name", result.master.public_dns},
             {"master_private_ip", result.master.private_ip}};
    if (!result.drift.empty()) out["drift"] = emr::to_json(result.drift);
    if (result.explanation) out["explanation"] = emr::to_json(*result.explanation);
    for (const users::HostRecap& host : recaps)
      out["users"].push_back({{"host", host.host},
                              {"ok", host.ok},
                              {"changed", host.changed},
                              {"unreachable", host.unreachable},
                              {"failed", host.failed}});
    return out;
  }

  ClusterOptions file_;
  WaitingOptions waiting_;
  ClusterUsersPlay play_;
  Diagnostics told_;  // by the file, and before the launch
  std::string until_ = "waiting";
  std::optional<double> max_hourly_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_provision_command() {
  return std::make_unique<ClusterProvisionCommand>();
}

}  // namespace sluice::cli
