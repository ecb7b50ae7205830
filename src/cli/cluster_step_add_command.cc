#include <fmt/format.h>

#include "base/pause.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_progress.h"
#include "cli/which_cluster.h"
#include "emr/explain.h"
#include "emr/step_add.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Adds one step to a live cluster. Arguments of the step come after `--`.

  sluice cluster step add -f cluster.yml --name hello -- echo hello                # through command-runner.jar
  sluice cluster step add -f cluster.yml --name count --jar s3://b/count.jar --wait -- s3://b/in s3://b/out
  sluice cluster step add --cluster ETL --name install --script s3://b/install-sqoop -- s3://b

A second step of the same name while the first is pending or running needs --again.

Exit codes: 0 added (with --wait: it is done), 2 bad usage, 4 not added, 6 the step failed, 130 interrupted.)";

using Json = nlohmann::ordered_json;

class ClusterStepAddCommand final : public Command {
 public:
  const char* name() const override { return "add"; }
  const char* summary() const override { return "add a step to a live cluster"; }
  void declare(CLI::App& app) override {
    which_.declare_without_positional(app);
    app.add_option("--name", step_.name, "name of the step")->required();
    auto* jar = app.add_option("--jar", step_.jar, "s3:// address of a jar (command-runner.jar)");
    app.add_option("--script", script_, "s3:// address of a script to run on the master")->excludes(jar);
    app.add_option("--main-class", step_.main_class, "if the jar names none");
    app.add_option("--action-on-failure", step_.action_on_failure,
                   "what a failure does to the cluster (CONTINUE)")
        ->check(CLI::IsMember({"CONTINUE", "CANCEL_AND_WAIT", "TERMINATE_CLUSTER"}));
    app.add_option("ARGUMENTS", step_.arguments, "of the step; put -- in front of them");
    app.add_flag("--again", step_.again, "though one of this name is pending or running");
    app.add_flag("--wait", wait_, "until the step is done");
    waiting_.declare(app);
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, false);
    if (!chosen) return chosen.error();
    if (!script_.empty()) {
      step_.jar = script_runner(chosen->api->region());
      step_.arguments.insert(step_.arguments.begin(), script_);
    }
    auto id = emr::add_step(*chosen->api, chosen->id, step_,
                            std::min<std::chrono::milliseconds>(waiting_.poll(), std::chrono::seconds(10)));
    if (!id) return report(*this, id.error(), kApplyFailed);
    std::string state = "PENDING";
    int code = kDone;
    if (wait_) code = wait_for(*chosen->api, chosen->id, *id, state);
    if (which_.json())
      fmt::print("{}\n", Json{{"cluster", chosen->id}, {"step", *id}, {"state", state}}.dump(2));
    else
      fmt::print("{}  {}  {}\n", *id, state, step_.name);
    return code;
  }

 private:
  static std::string script_runner(const std::string& region) {
    return region == "us-east-1"
               ? "s3://elasticmapreduce/libs/script-runner/script-runner.jar"
               : "s3://" + region + ".elasticmapreduce/libs/script-runner/script-runner.jar";
  }

  int wait_for(aws::Api& api, const std::string& cluster, const std::string& step, std::string& state) {
    ClusterProgress progress;
    const auto limit = waiting_.timeout_seconds > 0 ? waiting_.timeout() : std::chrono::hours(24);
    const auto deadline = base::system_clock().now() + limit;
    while (true) {
      auto reply = api.call("emr", "DescribeStep", {{"ClusterId", cluster}, {"StepId", step}});
      if (!reply) return report(*this, reply.error(), kApplyFailed);
      state = reply->at("Step").at("Status").value("State", "");
      progress.show(step + " " + state);
      if (state == "COMPLETED") return kDone;
      if (state == "FAILED" || state == "CANCELLED" || state == "INTERRUPTED")
        return tell_failure(api, cluster, step);
      if (base::system_clock().now() >= deadline)
        return report(*this,
                      Error(ErrorKind::kTimeout, step + " is still " + state,
                            "it goes on; sluice cluster steps " + cluster),
                      kApplyFailed);
      if (!base::pause(base::system_clock(), waiting_.poll())) {
        fmt::print(stderr, "\nsluice {}: interrupted; the step goes on: sluice cluster steps {}\n", title(),
                   cluster);
        return kInterruptedExit;
      }
    }
  }

  int tell_failure(aws::Api& api, const std::string& cluster, const std::string& step) {
    auto explanation = emr::explain(api, cluster, step);
    if (!explanation) return report(*this, explanation.error(), kJobFailed);
    fmt::print(stderr, "{}", emr::to_text(*explanation));
    return kJobFailed;
  }

  WhichCluster which_;
  WaitingOptions waiting_;
  emr::StepRequest step_;
  std::string script_;
  bool wait_ = false;
};

}  // namespace

std::unique_ptr<Command> make_cluster_step_add_command() {
  return std::make_unique<ClusterStepAddCommand>();
}

}  // namespace sluice::cli
