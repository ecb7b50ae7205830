#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/deployment_options.h"
#include "plan/render.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp = R"(Reads the file, looks at what exists, and prints the difference:
  + create   ~ update   - remove   ± replace   ? looked at once its server is up
  ! drift (told, not touched)   = adopted or kept

  sluice plan -f examples/local/cluster.yml
  sluice plan -f cluster.yml -o json | jq '.steps[] | select(.action != "ok").id'

Exit codes: 0 done, 2 the file is wrong, 3 something stands in the way of an apply, 5 see --detailed-exitcode.)";

class PlanCommand final : public Command {
 public:
  const char* name() const override { return "plan"; }
  const char* summary() const override { return "show what `apply` would do; changes nothing"; }

  void declare(CLI::App& app) override {
    options_.declare_file(app);
    app.add_flag("--delete-data", options_.delete_data, "let what is no longer in the file go with its data");
    app.add_flag("--detailed-exitcode", detailed_, "exit 5 when there is something to do");
    app.footer(kHelp);
  }

  int run() override {
    auto deployment = open_deployment(*this, options_);
    if (!deployment) return deployment.error();
    auto plan = deployment->plan(options_.plan_options());
    if (!plan) return report(*this, plan.error(), kPreflightFailed);
    if (options_.json())
      fmt::print("{}\n", plan::to_json(*plan).dump(2));
    else
      fmt::print("{}", plan::to_text(*plan, colour_on_stdout()));
    if (plan->has_changes() && print_findings(deployment->preflight(*plan))) return kPreflightFailed;
    return detailed_ && plan->has_changes() ? kPlanHasChanges : kDone;
  }

 private:
  DeploymentOptions options_;
  bool detailed_ = false;
};

}  // namespace

std::unique_ptr<Command> make_plan_command() {
  return std::make_unique<PlanCommand>();
}

}  // namespace sluice::cli
