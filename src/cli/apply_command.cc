#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/deployment_options.h"
#include "plan/render.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Prints the plan, asks on a terminal, carries the plan out, tests the result store's users and writes
STATE/deployment.json, where `sluice run` and `sluice serve` find everything.

It may be ended at any moment, even by kill -9: run it again and it goes on. Without a terminal it never asks:
a plan that only creates and mends is carried out, one that removes something needs --yes.

  sluice apply -f examples/local/cluster.yml
  sluice apply -f cluster.yml -o json --yes | jq .outputs.result_store.port

Exit codes: 0 done, 1 you said no, 2 the file is wrong, 3 something stands in the way and nothing was begun,
4 failed on the way (run it again), 130 interrupted.)";

using deploy::Deployment;
using Json = nlohmann::ordered_json;

class ApplyCommand final : public Command {
 public:
  const char* name() const override { return "apply"; }
  const char* summary() const override {
    return "make what the file asks for; run again, it changes nothing";
  }

  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_effects(app);
    app.add_flag("--delete-data", options_.delete_data, "let what is no longer in the file go with its data");
    app.footer(kHelp);
  }

  int run() override {
    auto deployment = open_deployment(*this, options_);
    if (!deployment) return deployment.error();
    if (print_findings(deployment->check_state())) return kPreflightFailed;
    auto lock = deployment->lock();
    if (!lock) return report(*this, lock.error(), kPreflightFailed);
    auto plan = deployment->plan(options_.plan_options());
    if (!plan) return report(*this, plan.error(), kPreflightFailed);
    if (!options_.json()) fmt::print("{}", plan::to_text(*plan, colour_on_stdout()));
    std::fflush(stdout);
    if (plan->has_changes()) {
      if (print_findings(deployment->preflight(*plan))) return kPreflightFailed;
      if (int code = may_go_on(*plan); code != kDone) return code;
    }
    return carry_out(*deployment, *plan);
  }

 private:
  // kDone if the plan may be carried out.
  int may_go_on(const plan::Plan& plan) const {
    if (options_.yes) return kDone;
    Answer answer = ask("Carry this out?");
    if (answer.yes || (!answer.asked && !plan.is_destructive())) return kDone;
    if (answer.asked)
      fmt::print(stderr, "Nothing was done.\n");
    else
      fmt::print(
          stderr,
          "sluice apply: this plan removes something, and there is no terminal to ask at\n  add --yes\n");
    return answer.asked ? kFailed : kBadInput;
  }

  int carry_out(Deployment& deployment, const plan::Plan& plan) {
    auto applied = deployment.apply(plan, options_.plan_options(), options_.execute_options());
    if (!applied) return report(*this, applied.error(), kApplyFailed);
    std::string again = "sluice apply -f " + options_.file;
    if (!applied->execution.complete()) return report_execution(*this, applied->execution, again);
    if (!applied->self_test_passed()) {
      for (const auto& line : applied->self_test)
        if (!line.passed) fmt::print(stderr, "sluice apply: self-test failed: {}\n", line.text);
      fmt::print(stderr, "  deployment.json was not written; after mending it, run  {}\n", again);
      return kApplyFailed;
    }
    if (options_.json())
      print_json(deployment, plan, *applied);
    else
      print_text(deployment, *applied);
    return kDone;
  }

  static void print_json(const Deployment& deployment, const plan::Plan& plan,
                         const Deployment::Applied& applied) {
    Json steps = Json::array(), tests = Json::array();
    for (const auto& result : applied.execution.results)
      steps.push_back(
          {{"id", result.id}, {"action", plan::to_text(result.action)}, {"seconds", result.seconds}});
    for (const auto& line : applied.self_test)
      tests.push_back({{"passed", line.passed}, {"text", line.text}});
    Json out = {{"deployment", plan.deployment},
                {"target", plan.target},
                {"changed", applied.execution.changed()},
                {"steps", steps},
                {"self_test", tests},
                {"deployment_file", deployment.spec().deployment_file()},
                {"outputs", Json::parse(applied.file.to_json())}};
    fmt::print("{}\n", out.dump(2));
  }

  void print_text(const Deployment& deployment, const Deployment::Applied& applied) const {
    const format::DeploymentFile& file = applied.file;
    int changed = applied.execution.changed();
    fmt::print("\n{} changed={}\n", changed ? "Done." : "Everything is as wanted.", changed);
    if (!applied.self_test.empty())
      fmt::print("Self-test of the users: {} checks passed.\n", applied.self_test.size());
    fmt::print("\nOutputs ({}):\n", deployment.spec().deployment_file());
    for (const auto& [name, path] : file.buckets) fmt::print("  {:<18} {}\n", "bucket " + name, path);
    const auto& store = file.result_store;
    fmt::print("  {:<18} {}:{}, database {}\n", "result store", store.host, store.port, store.database);
    if (!store.socket.empty()) fmt::print("  {:<18} {}\n", "its socket", store.socket);
    for (const auto& [role, user] : store.users)
      fmt::print("  {:<18} {} (password: {})\n", "user " + role, user.name, user.password);
    fmt::print(
        "\nNext:\n"
        "  sluice run all -f {0} --interval FROM..TO    the jobs, over the logs in bucket tracking\n"
        "  sluice serve -f {0}                          the answers over HTTP\n"
        "  sluice status -f {0}\n",
        options_.file);
  }

  DeploymentOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_apply_command() {
  return std::make_unique<ApplyCommand>();
}

}  // namespace sluice::cli
