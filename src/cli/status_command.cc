#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/deployment_options.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(One line a resource: is it there, does it answer, how big is it. Changes nothing.

  sluice status -f examples/local/cluster.yml
  sluice status -f cluster.yml -o json | jq -e .complete

Exit codes: 0 told, whatever the state is; 2 the file is wrong.)";

using Json = nlohmann::ordered_json;

std::string state_of(const plan::Step& step) {
  switch (step.action) {
    case plan::Action::kOk: return "ok";
    case plan::Action::kAdopt: return "adopted";
    case plan::Action::kCreate: return "absent";
    case plan::Action::kUnknown: return "unknown";
    case plan::Action::kKeep:
    case plan::Action::kDelete: return "leftover";
    case plan::Action::kDrift: return "drift";
    default: return "differs";
  }
}

class StatusCommand final : public Command {
 public:
  const char* name() const override { return "status"; }
  const char* summary() const override { return "show what of the deployment exists, and how it is"; }

  void declare(CLI::App& app) override {
    options_.declare_file(app);
    app.footer(kHelp);
  }

  int run() override {
    auto deployment = open_deployment(*this, options_);
    if (!deployment) return deployment.error();
    auto plan = deployment->plan({}, true);
    if (!plan) return report(*this, plan.error());
    bool published = base::file_exists(deployment->spec().deployment_file());
    bool complete = !plan->has_changes() && published;
    if (options_.json())
      print_json(*plan, deployment->spec().deployment_file(), published, complete);
    else
      print_text(*plan, deployment->spec().deployment_file(), published, complete);
    return kDone;
  }

 private:
  static void print_json(const plan::Plan& plan, const std::string& file, bool published, bool complete) {
    Json resources = Json::array();
    for (const plan::Step& step : plan.steps)
      resources.push_back({{"id", step.want.id},
                           {"kind", step.want.kind},
                           {"state", state_of(step)},
                           {"condition", step.condition},
                           {"why", step.why},
                           {"outputs", plan::to_json(plan::Value(step.found.have.outputs))}});
    Json out = {{"deployment", plan.deployment},
                {"target", plan.target},
                {"complete", complete},
                {"deployment_file", published ? Json(file) : Json(nullptr)},
                {"resources", resources}};
    fmt::print("{}\n", out.dump(2));
  }

  void print_text(const plan::Plan& plan, const std::string& file, bool published, bool complete) const {
    fmt::print("Deployment {} (target {})\n\n", plan.deployment, plan.target);
    size_t width = 0;
    for (const plan::Step& step : plan.steps) width = std::max(width, step.want.id.size());
    for (const plan::Step& step : plan.steps) {
      std::string detail = step.condition;
      if (!step.why.empty()) detail += (detail.empty() ? "" : "; ") + step.why;
      fmt::print("  {:<8} {:<{}}  {}\n", state_of(step), step.want.id, width,
                 detail.empty() ? step.summary : detail);
    }
    fmt::print("  {:<8} {:<{}}  {}\n", published ? "ok" : "absent", "deployment.json", width, file);
    if (!complete) fmt::print("\nNot complete. To make it so:  sluice apply -f {}\n", options_.file);
  }

  DeploymentOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_status_command() {
  return std::make_unique<StatusCommand>();
}

}  // namespace sluice::cli
