#include "emr/provision.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/pause.h"
#include "emr/cluster_lookup.h"
#include "emr/compare_cluster.h"
#include "emr/launch_cluster.h"
#include "emr/service_role.h"
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
      : api_(api),
        cluster_(cluster),
        options_(options),
        deadline_(options.clock->now() + options.timeout),
        settle_(std::min<std::chrono::milliseconds>(options.poll, std::chrono::seconds(10))) {}

  Result<Provisioned> run() {
    Status done = go();
    if (!done && done.error().kind == ErrorKind::kInterrupted && !out_.id.empty())
      out_.outcome = Outcome::kInterrupted;
    else if (!done)
      return fail(std::move(done).error());
    return std::move(out_);
  }

 private:
  Status go() {
    SLUICE_TRY(LaunchRecord record, LaunchRecord::open(cluster_.folder, cluster_.name));
    SLUICE_TRY(const bool found, find(record));
    if (found && out_.outcome == Outcome::kDrift) return {};
    if (!found) {
      if (!cleared()) return {};
      SLUICE_TRY(const bool launched, launch(record));
      if (!launched) return {};
    }
    SLUICE_TRY(Waited waited, wait());
    if (out_.changed && service_role_too_new(api_, cluster_, waited.view, *options_.clock)) {
      base::log_info("EMR does not know the new service role yet; launching once more in {} s",
                     settle_.count() * 3 / 1000);
      SLUICE_CHECK(base::pause(*options_.clock, settle_ * 3));
      SLUICE_TRY(const bool launched, launch(record));
      if (!launched) return {};
      SLUICE_TRY(waited, wait());
    }
    return conclude(std::move(waited));
  }

  bool cleared() {
    if (!options_.before_launch) return true;
    Clearance clearance = options_.before_launch();
    subnet_ = std::move(clearance.subnet);
    if (!clearance.go) out_.outcome = Outcome::kRefused;
    return clearance.go;
  }

  // The live cluster of the name, compared; or the one of a launch whose end nobody saw.
  Result<bool> find(LaunchRecord& record) {
    SLUICE_TRY(const auto live, find_live_cluster(api_, cluster_.name));
    if (!live) return find_unfinished(record);
    out_.id = live->id;
    if (record.last() && record.last()->id.empty()) SLUICE_CHECK(remember(record, live->id));
    SLUICE_TRY(out_.view, view_cluster(api_, out_.id));
    SLUICE_TRY(out_.drift, compare_cluster(api_, cluster_, out_.view));
    if (!out_.drift.empty()) out_.outcome = Outcome::kDrift;
    return true;
  }

  // One that is over already is history: what it ended of comes again, or does not.
  Result<bool> find_unfinished(LaunchRecord& record) {
    SLUICE_TRY(const auto id, find_unfinished_launch(api_, cluster_, record, launch_options()));
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

  LaunchOptions launch_options() const { return {.clock = options_.clock, .settle = settle_}; }

  // False: interrupted or out of time before, and the outcome says so.
  Result<bool> launch(LaunchRecord& record) {
    SLUICE_TRY(const bool free, wait_for_the_old_one());
    if (!free) return false;
    SLUICE_TRY(out_.id, launch_cluster(api_, cluster_, subnet_, record, launch_options()));
    out_.changed = true;
    return true;
  }

  Result<bool> wait_for_the_old_one() {
    while (true) {
      SLUICE_TRY(const auto leaving, find_terminating(api_, cluster_.name));
      if (leaving.empty()) return true;
      out_.leaving = leaving.front().id;
      ClusterView view;
      view.name = cluster_.name;
      view.state = "TERMINATING";
      view.reason = out_.leaving;
      if (options_.progress) options_.progress(view);
      if (options_.clock->now() >= deadline_) {
        out_.outcome = Outcome::kTimedOut;
        return false;
      }
      SLUICE_CHECK(base::pause(*options_.clock, options_.poll));
    }
  }

  Result<Waited> wait() {
    std::optional<ClusterView> first;
    if (!out_.view.id.empty()) first = std::move(out_.view);
    out_.view = {};
    SLUICE_TRY(Waited waited, wait_until_ready(api_, out_.id,
                                               {.until = options_.until,
                                                .poll = options_.poll,
                                                .clock = options_.clock,
                                                .deadline = deadline_,
                                                .first = std::move(first),
                                                .just_launched = out_.changed,
                                                .progress = options_.progress,
                                                .slow = options_.slow}));
    return waited;
  }

  Status conclude(Waited waited) {
    out_.view = std::move(waited.view);
    switch (waited.end) {
      case Waited::End::kReady: return look_at_steps();
      case Waited::End::kInterrupted: out_.outcome = Outcome::kInterrupted; return {};
      case Waited::End::kTimedOut: return end_own();
      case Waited::End::kOver:
        // One that is not to be kept alive has done its work.
        if (out_.view.reason_code == "ALL_STEPS_COMPLETED") return look_at_steps();
        break;
      case Waited::End::kStuck: break;
    }
    out_.outcome = Outcome::kClusterFailed;
    SLUICE_TRY(out_.explanation, explain(api_, out_.id));
    return {};
  }

  Status look_at_steps() {
    SLUICE_TRY(const auto master, find_master(api_, out_.view));
    if (master) out_.master = *master;
    SLUICE_TRY(auto steps, list_steps(api_, out_.id));
    std::ranges::reverse(steps);
    // Those of the file come first; what was added later is not the file's concern.
    steps.resize(std::min(steps.size(), cluster_.body.value("Steps", Json::array()).size()));
    auto bad = std::ranges::find_if(steps, step_went_wrong);
    if (bad == steps.end()) return {};
    out_.outcome = Outcome::kStepFailed;
    SLUICE_TRY(out_.explanation, explain(api_, out_.id, bad->at("Id")));
    return {};
  }

  Status end_own() {
    out_.outcome = Outcome::kTimedOut;
    if (!out_.changed) return {};
    Status ended = request_termination(api_, {out_.id});
    out_.ended = ended.has_value();
    if (!ended) base::log_warning("cluster {} was not ended: {}", out_.id, ended.error().message);
    return {};
  }

  aws::Api& api_;
  const cluster::ClusterFile& cluster_;
  const ProvisionOptions& options_;
  base::Micros deadline_;
  std::chrono::milliseconds settle_;  // a short wait, for what AWS needs to spread
  std::string subnet_;
  Provisioned out_;
};

}  // namespace

Result<Provisioned> provision(aws::Api& api, const cluster::ClusterFile& cluster,
                              const ProvisionOptions& options) {
  return Provision(api, cluster, options).run();
}

}  // namespace sluice::emr
