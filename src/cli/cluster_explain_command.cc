#include <fmt/format.h>

#include "cli/cluster_commands.h"
#include "cli/which_cluster.h"
#include "emr/explain.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Why a cluster or a step failed: one cause, the log line that shows it, and the fix. Reads EMR's answers and the
logs in S3; changes nothing.

  sluice cluster explain -f cluster.yml
  sluice cluster explain j-2AXXXXXXGAPLF --step s-1ABC -o json

Exit codes: 0 it told (also of a cluster that is well), 1 it could not look.)";

class ClusterExplainCommand final : public Command {
 public:
  const char* name() const override { return "explain"; }
  const char* summary() const override { return "why a cluster or step failed, and what to do"; }
  void declare(CLI::App& app) override {
    which_.declare(app);
    app.add_option("--step", step_, "id or name of a step; else the cluster, or its first failed step")
        ->type_name("STEP");
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, true);
    if (!chosen) return chosen.error();
    auto explanation = emr::explain(*chosen->api, chosen->id, step_);
    if (!explanation) return report(*this, explanation.error());
    if (which_.json())
      fmt::print("{}\n", emr::to_json(*explanation).dump(2));
    else
      fmt::print("{}", emr::to_text(*explanation));
    return kDone;
  }

 private:
  WhichCluster which_;
  std::string step_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_explain_command() {
  return std::make_unique<ClusterExplainCommand>();
}

}  // namespace sluice::cli
