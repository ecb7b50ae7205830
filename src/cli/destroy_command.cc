#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/deployment_options.h"
#include "plan/render.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Lists what goes and what stays, asks on a terminal (elsewhere it needs --yes), then stops the server. Buckets,
the data directory and the passwords stay, and a later `apply` works with the same data. With --delete-data they
go too, for good. Adopted folders are never deleted.

  sluice destroy -f examples/local/cluster.yml
  sluice destroy -f examples/local/cluster.yml --delete-data --yes

Exit codes: 0 done, 1 you said no, 2 the file is wrong or --yes is missing, 3 something stands in the way and
nothing was begun, 4 failed on the way (run it again), 130 interrupted.)";

using Json = nlohmann::ordered_json;

class DestroyCommand final : public Command {
 public:
  const char* name() const override { return "destroy"; }
  const char* summary() const override { return "take the deployment down; data stay unless --delete-data"; }

  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_effects(app);
    app.add_flag("--delete-data", options_.delete_data, "delete buckets, data directory and passwords too");
    app.footer(kHelp);
  }

  int run() override {
    auto deployment = open_deployment(*this, options_);
    if (!deployment) return deployment.error();
    if (!base::file_exists(deployment->spec().state)) return nothing_there(*deployment);
    auto lock = deployment->lock();
    if (!lock) return report(*this, lock.error(), kPreflightFailed);
    auto plan = deployment->plan_destroy(options_.plan_options());
    if (!plan) return report(*this, plan.error(), kPreflightFailed);
    if (!options_.json()) fmt::print("{}", plan::to_text(*plan, colour_on_stdout()));
    std::fflush(stdout);
    if (plan->has_changes())
      if (int code = may_go_on(); code != kDone) return code;
    return carry_out(*deployment, *plan);
  }

 private:
  int nothing_there(const deploy::Deployment& deployment) const {
    if (options_.json())
      fmt::print(
          "{}\n",
          Json({{"deployment", deployment.spec().name}, {"changed", 0}, {"kept", Json::array()}}).dump(2));
    else
      fmt::print("Deployment {}: nothing is there. changed=0\n", deployment.spec().name);
    return kDone;
  }

  int may_go_on() const {
    if (options_.yes) return kDone;
    Answer answer =
        ask(options_.delete_data ? "Delete all this, data included, for good?" : "Take this down?");
    if (answer.yes) return kDone;
    if (answer.asked)
      fmt::print(stderr, "Nothing was done.\n");
    else
      fmt::print(stderr, "sluice destroy: there is no terminal to ask at\n  add --yes\n");
    return answer.asked ? kFailed : kBadInput;
  }

  int carry_out(deploy::Deployment& deployment, const plan::Plan& plan) {
    auto destroyed = deployment.destroy(plan, options_.plan_options(), options_.execute_options());
    if (!destroyed) return report(*this, destroyed.error(), kApplyFailed);
    std::string again =
        fmt::format("sluice destroy -f {}{}", options_.file, options_.delete_data ? " --delete-data" : "");
    if (!destroyed->execution.complete()) return report_execution(*this, destroyed->execution, again);
    Json kept = Json::array();
    for (const plan::Step& step : plan.steps)
      if (step.action == plan::Action::kKeep) kept.push_back(step.want.id);
    int changed = destroyed->execution.changed();
    if (options_.json()) {
      Json out = {
          {"deployment", plan.deployment}, {"changed", changed}, {"kept", kept}, {"left", destroyed->left}};
      fmt::print("{}\n", out.dump(2));
      return kDone;
    }
    fmt::print("\nDone. changed={}\n", changed);
    for (const std::string& path : destroyed->left) fmt::print("left, not ours: {}\n", path);
    if (!options_.delete_data && !kept.empty())
      fmt::print(
          "Data stay in {}.\n  back again:      sluice apply -f {}\n  gone for good:   sluice destroy -f {} "
          "--delete-data\n",
          deployment.spec().state, options_.file, options_.file);
    return kDone;
  }

  DeploymentOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_destroy_command() {
  return std::make_unique<DestroyCommand>();
}

}  // namespace sluice::cli
