#include "emr/provision.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/pages.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/pause.h"
#include "emr/cluster_lookup.h"
#include "emr/launch_cluster.h"
#include "emr/terminate.h"

namespace sluice::emr {
namespace {

using aws::Json;
using Outcome = Provisioned::Outcome;

bool step_went_wrong(const Json& step) {
  const std::string state = step.at("Status").value("State", "");
  return state == "FAILED" || state == "CANCELLED" || state == "INTERRUPTED";
}

class Provision {
 public:
  Provision(aws::Api& api, const cluster::ClusterFile& cluster, const ProvisionOptions& options)
      : api_(api), cluster_(cluster), options_(options), deadline_(options.clock->now() + options.timeout) {}

  Result<Provisioned> run() {
    SLUICE_TRY(LaunchRecord record, LaunchRecord::open(cluster_.folder, cluster_.name));
    SLUICE_TRY(bool found, find(record));
    if (found && out_.outcome == Outcome::kDrift) return std::move(out_);
    if (!found) {
      SLUICE_TRY(found, wait_for_the_old_one());
      if (!found) return std::move(out_);
      LaunchOptions launch{
          .clock = options_.clock,
          .settle = std::min<std::chrono::milliseconds>(options_.poll, std::chrono::seconds(10))};
      SLUICE_TRY(out_.id, launch_cluster(api_, cluster_, options_.subnet, record, launch));
      out_.changed = true;
    }
    SLUICE_CHECK(wait_until_ready());
    return std::move(out_);
  }

 private:
  // The live cluster of the name, compared; or the one of a launch whose end nobody saw.
  Result<bool> find(LaunchRecord& record) {
    SLUICE_TRY(const auto live, find_live_cluster(api_, cluster_.name));
    if (!live) return find_unfinished(record);
    out_.id = live->id;
    if (record.last() && record.last()->id.empty()) SLUICE_CHECK(remember(record, live->id));
    SLUICE_CHECK(compare());
    return true;
  }

  // One that is over already is history: what it ended of comes again, or does not.
  Result<bool> find_unfinished(LaunchRecord& record) {
    SLUICE_TRY(const auto id, find_unfinished_launch(api_, cluster_, record));
    if (!id) return false;
    base::log_info("cluster {} was launched by a run that did not see its reply", *id);
    SLUICE_CHECK(remember(record, *id));
    SLUICE_TRY(const ClusterView view, view_cluster(api_, *id));
    if (is_over(view.state) || view.state == "TERMINATING") return false;
    out_.id = *id;
    out_.changed = true;
    return true;
  }

  static Status remember(LaunchRecord& record, const std::string& id) {
    Launch launch = *record.last();
    launch.id = id;
    return record.write(launch);
  }

  Status compare() {
    SLUICE_TRY(out_.view, view_cluster(api_, out_.id));
    SLUICE_TRY(const auto bootstrap,
               aws::list_all(api_, "emr", "ListBootstrapActions", {{"ClusterId", out_.id}}));
    SLUICE_TRY(auto steps, list_steps(api_, out_.id));
    std::ranges::reverse(steps);
    out_.drift = differences(wanted(), body_of(out_.view, bootstrap, steps));
    const auto spec = out_.view.tag("sluice:spec");
    const std::string digest = cluster::spec_digest(cluster_.body);
    if (out_.drift.empty() && spec && *spec != digest)
      out_.drift.push_back({"Tags[sluice:spec]", digest, *spec});
    if (!out_.drift.empty()) out_.outcome = Outcome::kDrift;
    return {};
  }

  // Any of a list of subnets is right.
  Json wanted() const {
    Json body = cluster_.body;
    Json& instances = body["Instances"];
    const std::string have =
        out_.view.cluster.value("Ec2InstanceAttributes", Json::object()).value("Ec2SubnetId", "");
    if (instances.contains("Ec2SubnetId") &&
        std::ranges::find(cluster_.subnets, have) != cluster_.subnets.end())
      instances["Ec2SubnetId"] = have;
    return body;
  }

  // False: interrupted or out of time meanwhile, and the outcome says so.
  Result<bool> wait_for_the_old_one() {
    while (true) {
      SLUICE_TRY(const auto leaving, find_terminating(api_, cluster_.name));
      if (leaving.empty()) return true;
      ClusterView view;
      view.name = cluster_.name;
      view.state = "TERMINATING";
      view.reason = leaving.front().id;
      show(view);
      if (stop_waiting()) return false;
    }
  }

  void show(const ClusterView& view) {
    if (options_.progress) options_.progress(view);
  }

  // Sleeps until the next look; true if there is none, and why stands in the outcome.
  bool stop_waiting() {
    if (options_.clock->now() >= deadline_) {
      out_.outcome = Outcome::kTimedOut;
      return true;
    }
    if (base::pause(*options_.clock, options_.poll)) return false;
    out_.outcome = Outcome::kInterrupted;
    return true;
  }

  Status wait_until_ready() {
    while (true) {
      Result<ClusterView> view = view_cluster(api_, out_.id);
      if (!view && view.error().kind == ErrorKind::kInterrupted) return outcome(Outcome::kInterrupted);
      // Describe follows a launch late.
      const bool not_yet = !view && out_.changed && view.error().code == "InvalidRequestException";
      if (!view && !not_yet) return fail(std::move(view).error());
      if (view) {
        out_.view = std::move(*view);
        show(out_.view);
        if (out_.view.state == "TERMINATING" || is_over(out_.view.state)) return explain_failure();
        if (ready()) return finish();
      }
      if (stop_waiting()) return out_.outcome == Outcome::kTimedOut ? end_own() : Status{};
    }
  }

  bool ready() const {
    if (options_.until == Until::kRunning && out_.view.state == "RUNNING") return true;
    return out_.view.state == "WAITING" && out_.view.all_groups_running();
  }

  Status outcome(Outcome outcome) {
    out_.outcome = outcome;
    return {};
  }

  Status explain_failure() {
    SLUICE_TRY(out_.explanation, explain(api_, out_.id));
    return outcome(Outcome::kClusterFailed);
  }

  Status finish() {
    SLUICE_TRY(const auto master, find_master(api_, out_.view));
    if (master) out_.master = *master;
    SLUICE_TRY(auto steps, list_steps(api_, out_.id));
    std::ranges::reverse(steps);
    // Those of the file come first; what was added later is not the file's concern.
    steps.resize(std::min(steps.size(), cluster_.body.value("Steps", Json::array()).size()));
    auto bad = std::ranges::find_if(steps, step_went_wrong);
    if (bad == steps.end()) return {};
    SLUICE_TRY(out_.explanation, explain(api_, out_.id, bad->at("Id")));
    return outcome(Outcome::kStepFailed);
  }

  Status end_own() {
    if (!out_.changed) return {};
    return request_termination(api_, {out_.id});
  }

  aws::Api& api_;
  const cluster::ClusterFile& cluster_;
  const ProvisionOptions& options_;
  base::Micros deadline_;
  Provisioned out_;
};

}  // namespace

Result<Provisioned> provision(aws::Api& api, const cluster::ClusterFile& cluster,
                              const ProvisionOptions& options) {
  return Provision(api, cluster, options).run();
}

}  // namespace sluice::emr
